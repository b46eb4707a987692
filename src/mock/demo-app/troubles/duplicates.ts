import type { UserMetric } from "../../../metric/user-metric.ts";
import { html, type Html } from "../html.ts";
import { defineTrouble } from "../trouble.ts";

export const duplicates = defineTrouble({
  description:
    "The first two users have one id, and everybody is there twice: in the table and on a card for small screens.",
  start: () => ({
    users: ([first, second, ...others]) =>
      first && second ? [first, { ...second, userId: first.userId }, ...others] : first ? [first] : [],
    list: (list, { users }) =>
      html`<div class="twice">
        ${list}
        <div class="cards">${users.users.map(toCard)}</div>
      </div>`,
  }),
});

function toCard(user: UserMetric): Html {
  return html`<article class="card" data-user-id="${user.userId}">
    <span class="name">${user.userName}</span> <span class="company">${user.company}</span>
    <span class="last-action">${user.lastAction}</span>
  </article> `;
}
