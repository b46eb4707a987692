import { html } from "../html.ts";
import { sliceOf, sliceRows } from "../paging.ts";
import { usersTable } from "../view.ts";
import type { Screen } from "./screen.ts";

/** The first 25 users, and a button that adds the next ones. */
export const more: Screen = {
  path: "/users/more",
  title: "Users",
  content(list, { query }) {
    const slice = sliceOf(list, query);
    const total = list.language.count(list.total);
    return html`<p class="total">${list.language.say("{total} users", { total })}</p>
      <div class="scroller">${usersTable(sliceRows(slice, list), list.language)}</div>
      <button class="load-more" data-last="${slice.last}" data-size="${slice.size}">
        ${list.language.say("Load more")}
      </button>
      <script src="/users/more.js"></script>`;
  },
  script: `const base = new URL("../", document.currentScript.src);
const button = document.querySelector(".load-more");
const { last, size } = button.dataset;
let page = 1;

button.hidden = page >= Number(last);
button.addEventListener("click", async () => {
  button.disabled = true;
  const answer = await fetch(new URL("users/slice?page=" + (page + 1) + "&size=" + size, base));
  button.disabled = false;
  if (!answer.ok) return;
  page += 1;
  document.querySelector("table.users tbody").insertAdjacentHTML("beforeend", await answer.text());
  button.hidden = page >= Number(last);
});
`,
};
