import { edit } from "../html.ts";
import { defineTrouble } from "../trouble.ts";

const telling = [/ data-user-id="[^"]*"/, /<a class="email"[^]*?<\/a>/, /<form[^]*?<\/form>/];

export const noIds = defineTrouble({
  description: "Rows hold nothing that tells people of the same name apart: no id, no e-mail address, no form.",
  start: () => ({
    row: (row) => edit(row, (markup) => telling.reduce((markup, part) => markup.replace(part, ""), markup)),
  }),
});
