import type { UserMetric } from "../../../metric/user-metric.ts";
import { html, type Html } from "../html.ts";
import { toStatus } from "../row.ts";
import type { UserList } from "../view.ts";
import type { Screen } from "./screen.ts";

/** Each user takes two rows, one after the other. */
export const pairs: Screen = {
  path: "/users/pairs",
  title: "Users",
  content: (list) =>
    html`<div class="scroller">
      <table class="pairs">
        <tbody>
          ${list.users.map((user) => toPair(user, list))}
        </tbody>
      </table>
    </div>`,
};

function toPair(user: UserMetric, { now, language }: UserList): Html {
  const status = toStatus(user);
  return html`<tr class="user" data-user-id="${user.userId}">
      <td class="name">${user.userName}</td>
      <td class="email">${user.email}</td>
      <td class="status ${status.toLowerCase()}">${language.say(status)}</td>
    </tr>
    <tr class="details">
      <td class="company">${user.company}</td>
      <td class="views">${language.count(user.pageViews)}</td>
      <td><span class="last-action">${user.lastAction}</span> ${language.time(user.lastActionTime, now)}</td>
    </tr> `;
}
