import { clientRow } from "../client-row.ts";
import { html, json, type Html } from "../html.ts";
import { english } from "../language.ts";
import { sliceOf } from "../paging.ts";
import { skeletonRows } from "../placeholders.ts";
import { usersTable } from "../view.ts";
import type { Screen } from "./screen.ts";

/** An app that runs in the browser: placeholders first, then what the API answers. The page holds its state as JSON. */
export const app: Screen = {
  path: "/users/app",
  title: "Users",
  content(list, { query }) {
    const { page, size, users } = sliceOf(list, query);
    return html`<script type="application/json" id="state">
        ${json({ total: list.total, page, size, users })}
      </script>
      ${appShell({})}`;
  },
  script: `const base = new URL("../", document.currentScript.src);
const app = document.querySelector("#app");
const state = document.querySelector("#state");
if (state) window.__STATE__ = JSON.parse(state.textContent);

const size = Number(window.__STATE__?.size ?? 25);
let page = Number(window.__STATE__?.page ?? 1);

async function show() {
  const answer = await ask();
  if (answer.status === 401 && app.dataset.signIn) return location.replace(new URL(app.dataset.signIn, base));
  if (!answer.ok) return app.classList.add("failed");

  const body = await answer.json();
  const { total, users } = body.data ? { total: body.data.users.totalCount, users: body.data.users.nodes } : body;
  app.querySelector(".total").textContent = users.length + " of " + total + " users";
  app.querySelector("tbody").replaceChildren(...users.map(toRow));
  app.querySelector(".previous").disabled = page === 1;
  app.querySelector(".next").disabled = page * size >= total;
  app.removeAttribute("aria-busy");
}

async function ask() {
  const token = await window.tokenStore?.read();
  const headers = token ? { authorization: "Bearer " + token } : {};
  if (app.dataset.api !== "graphql")
    return fetch(new URL("api/users?page=" + page + "&size=" + size, base), { headers });

  const fields = "userId userName email company sessionDuration pageViews clickCount featuresUsed activeFeature isActive lastAction lastActionTime";
  const query = "query Users($page: Int!, $size: Int!) { users(page: $page, size: $size) { totalCount nodes { " + fields + " } } }";
  const body = JSON.stringify({ operationName: "Users", query, variables: { page, size } });
  return fetch(new URL("graphql", base), { method: "POST", headers: { ...headers, "content-type": "application/json" }, body });
}

function turn(by) {
  page += by;
  void show();
}

app.querySelector(".previous").addEventListener("click", () => turn(-1));
app.querySelector(".next").addEventListener("click", () => turn(1));
void show();

${clientRow}`,
};

interface Shell {
  api?: "rest" | "graphql";
  /** Where to go when the API knows no session; empty for nowhere. */
  signIn?: string;
}

/** What is there before the first answer of the API. */
export function appShell({ api = "rest", signIn = "" }: Shell): Html {
  return html`<div id="app" aria-busy="true" data-api="${api}" data-sign-in="${signIn}">
      <p class="total"></p>
      <div class="scroller">${usersTable(skeletonRows(5), english)}</div>
      <nav class="pages">
        <button class="previous" disabled>Previous</button> <button class="next" disabled>Next</button>
      </nav>
    </div>
    <script src="/users/app.js"></script>`;
}
