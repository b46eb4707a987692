import { spinner } from "../placeholders.ts";
import { defineTrouble } from "../trouble.ts";

export const endlessSpinner = defineTrouble({
  description: "The users screen loads, shows a spinner, and rows never come.",
  start: () => ({ list: () => spinner }),
});
