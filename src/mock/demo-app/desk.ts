import type { UserMetric } from "../../metric/user-metric.ts";
import type { People } from "../people.ts";
import type { Accounts } from "./accounts.ts";
import type { Html } from "./html.ts";
import { english, type Language } from "./language.ts";
import { toRow } from "./row.ts";
import type { Effects } from "./trouble.ts";
import type { UserList } from "./view.ts";

/** What the answers under one base address draw on. */
export interface Desk {
  /** Begins and ends with a slash. */
  base: string;
  people: People;
  /** The userIds whose account was deactivated. */
  deactivations: Set<string>;
  accounts: Accounts;
  now: () => Date;
  /** The troubles of this base, by name; the first is the one that the visitor meets first. */
  troubles: Map<string, Effects>;
}

/** The last trouble that speaks another language wins. */
export function languageOf({ troubles }: Desk): Language {
  return [...troubles.values()].findLast((effect) => effect.language)?.language ?? english;
}

/** Who has an account, as of now, and as the troubles let it be seen. */
export function listUsers(desk: Desk): UserList {
  const { people, deactivations, now, troubles } = desk;
  const at = now();
  const effects = [...troubles.values()];
  const language = languageOf(desk);

  const everybody = Array.from(people.all(at), ({ metric }) => metric);
  const listed = everybody.filter(({ userId }) => !deactivations.has(userId));
  const users = effects.reduce<readonly UserMetric[]>((users, effect) => effect.users?.(users) ?? users, listed);

  return {
    users,
    now: at,
    language,
    total: effects.reduce((total, effect) => effect.total?.(total) ?? total, users.length),
    toRow: (user, index) =>
      effects.reduce<Html>((row, effect) => effect.row?.(row, index) ?? row, toRow(user, at, language)),
  };
}
