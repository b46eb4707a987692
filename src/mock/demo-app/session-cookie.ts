import type { Desk } from "./desk.ts";
import type { Question } from "./exchange.ts";

const name = "session";

/** The session that the visitor is in. Bases lie within each other, so that cookies of several may come along. */
export function sessionOf({ headers }: Question, { accounts }: Desk): { id: string; username: string } | undefined {
  for (const cookie of (headers.cookie ?? "").split("; ")) {
    const [key, id = ""] = cookie.split("=", 2);
    const username = key === name ? accounts.userOf(id) : undefined;
    if (username !== undefined) return { id, username };
  }
  return undefined;
}

export function toSessionCookie(id: string, { base }: Desk): Record<string, string> {
  return { "set-cookie": `${name}=${id}; Path=${base}; HttpOnly; SameSite=Lax` };
}

export function toEndedCookie({ base }: Desk): Record<string, string> {
  return { "set-cookie": `${name}=; Path=${base}; HttpOnly; SameSite=Lax; Max-Age=0` };
}
