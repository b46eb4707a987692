import { clientRow } from "../client-row.ts";
import { html } from "../html.ts";
import { usersTable } from "../view.ts";
import type { Screen } from "./screen.ts";

/** The whole table is made anew at each message of a WebSocket. */
export const live: Screen = {
  path: "/users/live",
  title: "Users",
  content: ({ language }) =>
    html`<p class="total"></p>
      <div class="scroller" id="live">${usersTable([], language)}</div>
      <script src="/users/live.js"></script>`,
  script: `const address = new URL("live", document.currentScript.src);
address.protocol = address.protocol.replace("http", "ws");

new WebSocket(address).addEventListener("message", ({ data }) => {
  const { type, users } = JSON.parse(data);
  if (type !== "users") return;
  const table = document.querySelector("#live table");
  const fresh = table.cloneNode(true);
  fresh.tBodies[0].replaceChildren(...users.map(toRow));
  table.replaceWith(fresh);
  document.querySelector(".total").textContent = users.length + " users";
});

${clientRow}`,
};
