import type { Desk } from "./desk.ts";
import { html, type Html } from "./html.ts";
import { usersTable, type UserList } from "./view.ts";

/** A part of the list: page numbers count from 1. */
export interface Slice {
  page: number;
  size: number;
  last: number;
  users: UserList["users"];
  /** Position of its first user, from 0. */
  offset: number;
}

const maximumSize = 10_000;

export function sliceOf({ users }: UserList, query: URLSearchParams, defaultSize = 25): Slice {
  const size = Math.min(toNumber(query.get("size")) ?? defaultSize, maximumSize);
  const page = toNumber(query.get("page")) ?? 1;
  const offset = (page - 1) * size;
  const last = Math.max(1, Math.ceil(users.length / size));
  return { page, size, last, offset, users: users.slice(offset, offset + size) };
}

export function sliceRows({ users, offset }: Slice, list: UserList): Html[] {
  return users.map((user, index) => list.toRow(user, offset + index));
}

/** The users of one page, with links to the others. */
export function pagedUsers(list: UserList, query: URLSearchParams, { troubles }: Desk): Html {
  const slice = sliceOf(list, query);
  const { page, size, last, offset, users } = slice;
  const position = { page, last };
  const healthy = page < last ? page + 1 : undefined;
  // A trouble may well answer that there is no next page.
  const spoiler = [...troubles.values()].findLast((effect) => effect.nextPage);
  const next = spoiler ? spoiler.nextPage!(position) : healthy;

  const { count, say } = list.language;
  const range = { from: count(offset + 1), to: count(offset + users.length), total: count(list.total) };
  return html`<p class="total">${say("{from}–{to} of {total} users", range)}</p>
    <div class="scroller">${usersTable(sliceRows(slice, list), list.language)}</div>
    <nav class="pages" aria-label="Pages">
      ${page > 1 ? html`<a rel="prev" href="/users?page=${page - 1}&amp;size=${size}">${say("Previous")}</a>` : html``}
      ${Array.from({ length: last }, (_, index) => pageLink(index + 1, slice))}
      ${next === undefined ? html`` : html`<a rel="next" href="/users?page=${next}&amp;size=${size}">${say("Next")}</a>`}
    </nav>`;
}

function pageLink(number: number, { page, size }: Slice): Html {
  return number === page
    ? html`<a href="/users?page=${number}&amp;size=${size}" aria-current="page">${number}</a> `
    : html`<a href="/users?page=${number}&amp;size=${size}">${number}</a> `;
}

function toNumber(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
}
