import { defineTrouble } from "../trouble.ts";

export const short = defineTrouble({
  description: "The screen claims 7 users more than it lists.",
  start: () => ({ total: (count) => count + 7 }),
});
