import { users, type User } from "./users.ts";

/** How many pictures the page shows; blocking leaves them out. */
export const avatarCount = 10;

/** A list of 50 users in about 30 KB, as an admin screen would show it. */
export function toUsersPage(): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Users</title>
    <link rel="stylesheet" href="/style.css">
  </head>
  <body>
    <h1>Users</h1>
    <table class="users">
      <thead><tr><th></th><th>Name</th><th>Company</th><th>Views</th><th>Clicks</th><th>Last action</th></tr></thead>
      <tbody>${users.map(toRow).join("")}
      </tbody>
    </table>
  </body>
</html>`;
}

function toRow(user: User, index: number): string {
  return `
        <tr class="user-row" data-user-id="${user.userId}">
          <td class="avatar"><img class="avatar" src="/avatar-${index % avatarCount}.svg" alt="" width="24" height="24"></td>
          <td class="name"><a class="link name" href="/users/${user.userId}">${user.userName}</a></td>
          <td class="company"><span class="company">${user.company.replace("&", "&amp;")}</span></td>
          <td class="number"><span class="views">${user.pageViews.toLocaleString("en-US")}</span></td>
          <td class="number"><span class="clicks">${user.clickCount}</span></td>
          <td class="action"><span class="last-action">${user.lastAction}</span></td>
        </tr>`;
}
