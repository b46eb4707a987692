import type { UserMetric } from "../../metric/user-metric.ts";
import { html, type Html } from "./html.ts";
import { english, type Language } from "./language.ts";
import { toStatus, type Status } from "./row.ts";

/** Who has an account, as of now. */
export interface UserList {
  users: readonly UserMetric[];
  now: Date;
  language: Language;
  /** How many there are, if one believes the screen. */
  total: number;
  toRow: (user: UserMetric, index: number) => Html;
}

/** What stands around the content of a page. */
export interface Surroundings {
  language?: Language;
  signedInAs?: string | undefined;
}

/** The users screen: the one that `selectors/demo-admin.yaml` reads. */
export function usersPage(list: Html, surroundings: Surroundings): Html {
  return layout(
    "Users",
    html`<div id="list">${list}</div>
      <script src="/refresh.js"></script>`,
    surroundings,
  );
}

/** The part of the users screen that is fetched again and again. */
export function usersList({ users, total, language, toRow }: UserList): Html {
  if (users.length === 0) return html`<p class="no-users">${language.say("Nobody has an account.")}</p>`;

  const shown = language.count(users.length);
  return html`<p class="total">
      ${language.say("Showing {shown} of {total} users", { shown, total: language.count(total) })}
    </p>
    <div class="scroller">${usersTable(users.map(toRow), language)}</div>`;
}

/** The table of all screens that have one. */
export function usersTable(rows: readonly Html[], { say }: Language): Html {
  return html`<table class="users">
    <thead>
      <tr>
        <th scope="col">${say("User")}</th>
        <th scope="col">${say("Company")}</th>
        <th scope="col">${say("Status")}</th>
        <th scope="col">${say("Feature")}</th>
        <th scope="col" class="number">${say("Session")}</th>
        <th scope="col" class="number">${say("Views")}</th>
        <th scope="col" class="number">${say("Clicks")}</th>
        <th scope="col">${say("Last action")}</th>
        <th scope="col"><span class="unseen">${say("Account")}</span></th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

/** The start page: how many users are in which state. */
export function overviewPage({ users, language }: UserList, surroundings: Surroundings): Html {
  const statuses: Status[] = ["Online", "Idle", "Offline"];
  const figures = statuses.map((status) => {
    const count = users.filter((user) => toStatus(user) === status).length;
    return html`<div>
      <dt>${language.say(status)}</dt>
      <dd>${count}</dd>
    </div> `;
  });
  return layout("Overview", html`<dl class="figures">${figures}</dl>`, surroundings);
}

export function notFoundPage(): Html {
  return layout("Not found", html`<p>There is no such page. Try <a href="/users">the users</a>.</p>`);
}

const screens = [
  { title: "Overview", path: "/" },
  { title: "Users", path: "/users" },
];

export function layout(title: string, content: Html, { language = english, signedInAs }: Surroundings = {}): Html {
  const { tag, say } = language;
  const links = screens.map((screen) =>
    screen.title === title
      ? html`<a href="${screen.path}" aria-current="page">${say(screen.title)}</a> `
      : html`<a href="${screen.path}">${say(screen.title)}</a> `,
  );
  return html`<!doctype html>
    <html lang="${tag}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${say(title)} · Harbour Admin</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header>
          <strong>Harbour Admin</strong>
          <nav>${links}</nav>
          ${signedInAs === undefined ? html`` : signOutLink(signedInAs)}
        </header>
        <main>
          <h1>${say(title)}</h1>
          ${content}
        </main>
        <footer>A demo app. Everybody in it is invented.</footer>
      </body>
    </html> `;
}

function signOutLink(username: string): Html {
  return html`<span class="signed-in">${username} <a class="sign-out" href="/logout">Sign out</a></span>`;
}
