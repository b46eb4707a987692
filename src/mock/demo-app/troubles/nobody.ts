import { defineTrouble } from "../trouble.ts";

export const nobody = defineTrouble({
  description: "The list is empty, and the screen says so.",
  start: () => ({ users: () => [] }),
});
