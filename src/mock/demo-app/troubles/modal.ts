import { isDocument } from "../exchange.ts";
import { html } from "../html.ts";
import { defineTrouble } from "../trouble.ts";

export const modal = defineTrouble({
  description: "A cookie notice covers each page until its button is clicked.",
  start: () => ({
    script: { at: "end", body: script },
    async answer(question, next) {
      const answer = await next(question);
      if (!isDocument(answer) || question.headers.cookie?.includes("consent=yes")) return answer;
      return { ...answer, body: answer.body.replace("</body>", `${notice.markup}</body>`) };
    },
  }),
});

const notice = html`<div class="consent" role="dialog" aria-modal="true" aria-label="Cookies">
  <p>We value your privacy.</p>
  <button class="accept">Accept all</button>
</div>`;

const script = `const base = new URL("../", document.currentScript.src);

document.querySelector(".consent .accept")?.addEventListener("click", () => {
  document.cookie = "consent=yes; path=" + base.pathname;
  document.querySelector(".consent").remove();
});
`;
