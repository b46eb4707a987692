import { html } from "../html.ts";
import { usersList } from "../view.ts";
import type { Screen } from "./screen.ts";

/** The list without anything around it, for the frame. */
export const embedded: Screen = {
  path: "/users/embedded",
  title: "Users",
  isBare: true,
  content: (list) =>
    html`<!doctype html>
      <html lang="${list.language.tag}">
        <head>
          <meta charset="utf-8" />
          <title>Users</title>
          <link rel="stylesheet" href="/style.css" />
        </head>
        <body>
          ${usersList(list)}
        </body>
      </html> `,
};
