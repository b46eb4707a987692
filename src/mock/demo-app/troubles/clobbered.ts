import type { UserMetric } from "../../../metric/user-metric.ts";
import { html, type Html } from "../html.ts";
import { defineTrouble } from "../trouble.ts";
import type { UserList } from "../view.ts";

const names = [
  "attributes",
  "children",
  "closest",
  "dataset",
  "getAttribute",
  "innerText",
  "matches",
  "nodeType",
  "parentNode",
  "querySelector",
  "querySelectorAll",
  "tagName",
  "textContent",
];

export const clobbered = defineTrouble({
  description:
    "Each row is a form whose fields are named querySelector, textContent and so on, and hide the real ones.",
  start: () => ({
    list: (_, { users }) =>
      html`<img name="documentElement" alt="" /> <img name="title" alt="" />
        <p class="total">${users.users.length} users</p>
        <div class="users">${users.users.map((user) => toForm(user, users))}</div>`,
  }),
});

function toForm(user: UserMetric, { now, language }: UserList): Html {
  return html`<form class="user" data-user-id="${user.userId}">
    <span class="name">${user.userName}</span> <span class="company">${user.company}</span>
    <span class="views">${language.count(user.pageViews)}</span>
    <span class="last-action">${user.lastAction}</span> ${language.time(user.lastActionTime, now)}
    ${names.map((name) => html`<input type="hidden" name="${name}" value="clobbered" />`)}
  </form> `;
}
