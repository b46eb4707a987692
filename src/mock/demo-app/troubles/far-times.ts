import { html } from "../html.ts";
import { english } from "../language.ts";
import { defineTrouble } from "../trouble.ts";

export const farTimes = defineTrouble({
  description: "Times are written in full and without a zone, and nothing else tells them: 2026-11-23 11:59:48.",
  start: () => ({
    language: { ...english, time: (at) => html`<time>${at.slice(0, 19).replace("T", " ")}</time>` },
  }),
});
