import { isAsset, page } from "../exchange.ts";
import { html } from "../html.ts";
import { defineTrouble } from "../trouble.ts";

const failure = html`<!doctype html>
  <html lang="en">
    <head>
      <title>500 Internal Server Error</title>
    </head>
    <body>
      <h1>Internal Server Error</h1>
    </body>
  </html> `;

export const serverError = defineTrouble({
  description: "Every screen answers 500 with a bare page.",
  start: () => ({ answer: (question, next) => (isAsset(question) ? next(question) : page(failure, 500)) }),
});
