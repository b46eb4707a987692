import { html } from "../html.ts";
import { sliceOf, sliceRows } from "../paging.ts";
import { usersTable } from "../view.ts";
import type { Screen } from "./screen.ts";

/** Adds users when one comes near the end of the window or, with `?box=1`, of a box. Says nothing at the end. */
export const scroll: Screen = {
  path: "/users/scroll",
  title: "Users",
  content(list, { query }) {
    const slice = sliceOf(list, query);
    const kind = query.get("box") === "1" ? "scroller box" : "scroller";
    return html`<div class="${kind}" data-size="${slice.size}">
        ${usersTable(sliceRows(slice, list), list.language)}
      </div>
      <div class="end"></div>
      <script src="/users/scroll.js"></script>`;
  },
  script: `const base = new URL("../", document.currentScript.src);
const scroller = document.querySelector(".scroller");
const body = scroller.querySelector("tbody");
const box = scroller.classList.contains("box") ? scroller : document.scrollingElement;
let page = 1;
let isBusy = false;
let isOver = false;

async function grow() {
  if (isBusy || isOver || box.scrollHeight - box.scrollTop - box.clientHeight > 200) return;
  isBusy = true;
  const answer = await fetch(new URL("users/slice?page=" + (page + 1) + "&size=" + scroller.dataset.size, base));
  const rows = answer.ok ? await answer.text() : "";
  page += 1;
  isOver = rows === "";
  body.insertAdjacentHTML("beforeend", rows);
  isBusy = false;
}

(box === scroller ? box : window).addEventListener("scroll", grow, { passive: true });
`,
};
