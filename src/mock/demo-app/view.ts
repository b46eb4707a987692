import type { UserMetric } from "../../metric/user-metric.ts";
import { html, type Html } from "./html.ts";
import { toRow, toStatus, type Status } from "./row.ts";

/** Who has an account, as of now. */
export interface UserList {
  users: readonly UserMetric[];
  now: Date;
}

/** The users screen: the one that `selectors/demo-admin.yaml` reads. */
export function usersPage(list: UserList): Html {
  return layout(
    "Users",
    html`<div id="list">${usersList(list)}</div>
      <script src="/refresh.js"></script>`,
  );
}

/** The part of the users screen that is fetched again and again. */
export function usersList({ users, now }: UserList): Html {
  if (users.length === 0) return html`<p class="no-users">Nobody has an account.</p>`;

  return html`<p class="total">Showing ${users.length} of ${users.length} users</p>
    <div class="scroller">
      <table class="users">
        <thead>
          <tr>
            <th scope="col">User</th>
            <th scope="col">Company</th>
            <th scope="col">Status</th>
            <th scope="col">Feature</th>
            <th scope="col" class="number">Session</th>
            <th scope="col" class="number">Views</th>
            <th scope="col" class="number">Clicks</th>
            <th scope="col">Last action</th>
            <th scope="col"><span class="unseen">Account</span></th>
          </tr>
        </thead>
        <tbody>
          ${users.map((user) => toRow(user, now))}
        </tbody>
      </table>
    </div>`;
}

/** The start page: how many users are in which state. */
export function overviewPage({ users }: UserList): Html {
  const statuses: Status[] = ["Online", "Idle", "Offline"];
  const figures = statuses.map((status) => {
    const count = users.filter((user) => toStatus(user) === status).length;
    return html`<div>
      <dt>${status}</dt>
      <dd>${count}</dd>
    </div> `;
  });
  return layout("Overview", html`<dl class="figures">${figures}</dl>`);
}

export function notFoundPage(): Html {
  return layout("Not found", html`<p>There is no such page. Try <a href="/users">the users</a>.</p>`);
}

const screens = [
  { title: "Overview", path: "/" },
  { title: "Users", path: "/users" },
];

function layout(title: string, content: Html): Html {
  const links = screens.map((screen) =>
    screen.title === title
      ? html`<a href="${screen.path}" aria-current="page">${screen.title}</a> `
      : html`<a href="${screen.path}">${screen.title}</a> `,
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Harbour Admin</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header>
          <strong>Harbour Admin</strong>
          <nav>${links}</nav>
        </header>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
        <footer>A demo app. Everybody in it is invented.</footer>
      </body>
    </html> `;
}
