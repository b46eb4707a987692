import { html } from "../html.ts";
import type { Screen } from "./screen.ts";

/** Custom elements: the list has an open shadow root, and within it each user has one too. */
export const shadow: Screen = {
  path: "/users/shadow",
  title: "Users",
  content: () =>
    html`<user-list></user-list>
      <script src="/users/shadow.js"></script>`,
  script: `const base = new URL("../", document.currentScript.src);

class UserRow extends HTMLElement {
  set user(user) {
    this.dataset.userId = user.userId;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.replaceChildren(
      part("name", user.userName),
      part("email", user.email),
      part("company", user.company),
      part("views", user.pageViews.toLocaleString("en-US")),
      part("last-action", user.lastAction),
    );
  }
}

class UserList extends HTMLElement {
  async connectedCallback() {
    const root = this.attachShadow({ mode: "open" });
    const answer = await fetch(new URL("api/users?size=10000", base));
    if (!answer.ok) return;
    const { users } = await answer.json();
    for (const user of users) root.append(Object.assign(document.createElement("user-row"), { user }));
  }
}

function part(className, text) {
  const part = document.createElement("div");
  part.className = className;
  part.textContent = text;
  return part;
}

customElements.define("user-row", UserRow);
customElements.define("user-list", UserList);
`,
};
