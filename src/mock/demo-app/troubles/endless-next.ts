import { byPages } from "../by-pages.ts";
import { defineTrouble } from "../trouble.ts";

export const endlessNext = defineTrouble({
  description: "The users screen comes in pages of 10, and the next link of the last one leads to itself.",
  start: () => ({ answer: byPages, nextPage: ({ page, last }) => Math.min(page + 1, last) }),
});
