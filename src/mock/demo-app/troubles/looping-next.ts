import { byPages } from "../by-pages.ts";
import { defineTrouble } from "../trouble.ts";

export const loopingNext = defineTrouble({
  description:
    "The users screen comes in pages of 10, and the next link of the third, or of the last, leads to the first.",
  start: () => ({ answer: byPages, nextPage: ({ page, last }) => (page >= Math.min(3, last) ? 1 : page + 1) }),
});
