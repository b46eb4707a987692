import { html } from "../html.ts";
import type { Screen } from "./screen.ts";

/** A grid with some 20 row elements, which are moved and filled anew while one scrolls. */
export const virtual: Screen = {
  path: "/users/virtual",
  title: "Users",
  content: ({ total }) =>
    html`<div class="grid-box" tabindex="0">
        <div class="grid" role="grid" aria-label="Users" aria-rowcount="${total}"></div>
      </div>
      <script src="/users/virtual.js"></script>`,
  script: `const base = new URL("../", document.currentScript.src);
const box = document.querySelector(".grid-box");
const grid = box.querySelector("[role=grid]");
const rowHeight = 40;
const columns = {
  name: (user) => user.userName,
  email: (user) => user.email,
  company: (user) => user.company,
  views: (user) => user.pageViews.toLocaleString("en-US"),
  clicks: (user) => user.clickCount.toLocaleString("en-US"),
  "last-action": (user) => user.lastAction,
};
let users = [];

const rows = Array.from({ length: 20 }, () => {
  const row = grid.appendChild(document.createElement("div"));
  row.setAttribute("role", "row");
  row.hidden = true;
  for (const column of Object.keys(columns)) {
    const cell = row.appendChild(document.createElement("div"));
    cell.setAttribute("role", "gridcell");
    cell.className = column;
  }
  return row;
});

function fill() {
  const first = Math.max(0, Math.floor(box.scrollTop / rowHeight) - 4);
  for (let index = first; index < first + rows.length; index += 1) {
    const row = rows[index % rows.length];
    const user = users[index];
    row.hidden = user === undefined;
    if (!user) continue;
    row.style.transform = "translateY(" + index * rowHeight + "px)";
    row.setAttribute("aria-rowindex", index + 1);
    row.dataset.userId = user.userId;
    for (const cell of row.children) cell.textContent = columns[cell.className](user);
  }
}

async function load() {
  const answer = await fetch(new URL("api/users?size=10000", base));
  if (!answer.ok) return;
  ({ users } = await answer.json());
  grid.style.height = users.length * rowHeight + "px";
  fill();
  box.addEventListener("scroll", () => requestAnimationFrame(fill), { passive: true });
}

void load();
`,
};
