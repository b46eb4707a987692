import type { People } from "../people.ts";
import type { Html } from "./html.ts";
import { refreshScript } from "./refresh.ts";
import { style } from "./style.ts";
import { notFoundPage, overviewPage, usersList, usersPage, type UserList } from "./view.ts";

export interface Question {
  method: string;
  path: string;
}

export interface Answer {
  status: number;
  type: "text/html" | "text/css" | "text/javascript" | "text/plain";
  body: string;
  headers?: Record<string, string>;
}

/** What the answers draw on. */
export interface Desk {
  people: People;
  /** The userIds whose account was deactivated. */
  deactivations: Set<string>;
  now: () => Date;
}

/** The answer of the demo app to one request. Only a POST changes anything. */
export function answer({ method, path }: Question, desk: Desk): Answer {
  const userId = /^\/users\/([^/]+)\/deactivate$/.exec(path)?.[1];
  if (userId !== undefined) return method === "POST" ? deactivate(userId, desk) : refuse("POST");

  const screen = screens.get(path);
  if (!screen) return page(notFoundPage(), 404);
  return method === "GET" || method === "HEAD" ? screen(desk) : refuse("GET, HEAD");
}

const screens = new Map<string, (desk: Desk) => Answer>([
  ["/", (desk) => page(overviewPage(listUsers(desk)))],
  ["/users", (desk) => page(usersPage(listUsers(desk)))],
  ["/users/rows", (desk) => page(usersList(listUsers(desk)))],
  ["/style.css", () => ({ status: 200, type: "text/css", body: style })],
  ["/refresh.js", () => ({ status: 200, type: "text/javascript", body: refreshScript })],
]);

function listUsers({ people, deactivations, now }: Desk): UserList {
  const at = now();
  const everybody = people.all(at).map(({ metric }) => metric);
  return { users: everybody.filter(({ userId }) => !deactivations.has(userId)), now: at };
}

function deactivate(userId: string, desk: Desk): Answer {
  const isThere = listUsers(desk).users.some((user) => user.userId === userId);
  if (!isThere) return page(notFoundPage(), 404);

  desk.deactivations.add(userId);
  return { status: 303, type: "text/plain", body: "", headers: { location: "/users" } };
}

function page({ markup }: Html, status = 200): Answer {
  return { status, type: "text/html", body: markup };
}

function refuse(allow: string): Answer {
  return { status: 405, type: "text/plain", body: `Only ${allow}.\n`, headers: { allow } };
}
