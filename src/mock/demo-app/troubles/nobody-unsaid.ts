import { html } from "../html.ts";
import { defineTrouble } from "../trouble.ts";
import { usersTable } from "../view.ts";

export const nobodyUnsaid = defineTrouble({
  description: "The list is empty, and the screen does not say so: a table without rows.",
  start: () => ({
    users: () => [],
    list: (_, { users }) => html`<div class="scroller">${usersTable([], users.language)}</div>`,
  }),
});
