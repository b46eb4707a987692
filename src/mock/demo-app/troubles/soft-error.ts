import { isAsset, page } from "../exchange.ts";
import { html } from "../html.ts";
import { defineTrouble } from "../trouble.ts";
import { layout } from "../view.ts";

const apology = layout(
  "Something went wrong",
  html`<p class="error">We could not load this page. Try again later.</p>`,
);

export const softError = defineTrouble({
  description: "Every screen answers 200, and says that something went wrong.",
  start: () => ({ answer: (question, next) => (isAsset(question) ? next(question) : page(apology)) }),
});
