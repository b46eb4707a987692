import { edit } from "../html.ts";
import { defineTrouble } from "../trouble.ts";

/** One of these in every row but each fourth. */
const losses = [
  /<td class="views number">[^<]*<\/td>/,
  /<a class="email"[^]*?<\/a>/,
  /<td><span class="status[^]*?<\/td>/,
];

export const missingCells = defineTrouble({
  description: "Of each 4 rows one lacks the cell of its views, one the e-mail address and one the cell of its status.",
  start: () => ({
    row: (row, index) => edit(row, (markup) => markup.replace(losses[index % 4] ?? /$^/, "")),
  }),
});
