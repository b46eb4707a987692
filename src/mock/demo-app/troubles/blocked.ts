import { isAsset, page } from "../exchange.ts";
import { html } from "../html.ts";
import { defineTrouble } from "../trouble.ts";

const interstitial = html`<!doctype html>
  <html lang="en">
    <head>
      <title>Just a moment...</title>
      <meta name="robots" content="noindex,nofollow" />
    </head>
    <body>
      <div id="challenge">
        <h1>Checking your browser</h1>
        <p>Please verify that you are human. This may take a few seconds.</p>
      </div>
    </body>
  </html> `;

export const blocked = defineTrouble({
  description: "Every screen answers 200 with the page of a bot wall that is checking the browser.",
  start: () => ({ answer: (question, next) => (isAsset(question) ? next(question) : page(interstitial)) }),
});
