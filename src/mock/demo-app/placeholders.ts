import { html, type Html } from "./html.ts";
import { usersTable, type UserList } from "./view.ts";

export const spinner = html`<div class="spinner" role="status" aria-busy="true">Loading…</div>`;

/** Rows that hold the place of those to come. */
export function skeletonRows(count: number): Html[] {
  const cells = Array.from({ length: 9 }, () => html`<td><span class="skeleton-bar"></span></td>`);
  return Array.from(
    { length: count },
    () =>
      html`<tr class="skeleton" aria-busy="true">
        ${cells}
      </tr> `,
  );
}

/** The list while there is nothing to list yet. */
export function skeletonList({ language }: UserList): Html {
  return html`<div class="scroller" aria-busy="true">${usersTable(skeletonRows(5), language)}</div>`;
}
