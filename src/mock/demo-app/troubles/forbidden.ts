import { isAsset, page } from "../exchange.ts";
import { html } from "../html.ts";
import { defineTrouble } from "../trouble.ts";
import { layout } from "../view.ts";

const refusal = layout("Forbidden", html`<p>You do not have access to this page.</p>`);

export const forbidden = defineTrouble({
  description: "Every screen answers 403 with a page that says so.",
  start: () => ({ answer: (question, next) => (isAsset(question) ? next(question) : page(refusal, 403)) }),
});
