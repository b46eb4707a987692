import { closest } from "../../document/closest.ts";
import type { Desk } from "./desk.ts";
import type { Effects } from "./trouble.ts";
import { troubles, type TroubleName } from "./troubles/index.ts";

export type Reading = { ok: true; name: TroubleName; start(desk: Desk): Effects } | { ok: false; problem: string };

/** Reads one trouble as it is written on the command line and in addresses: `slow` or `slow:500`. */
export function readTrouble(written: string): Reading {
  const [name = "", argument] = written.split(/:(.*)/s, 2);
  if (!isName(name)) return { ok: false, problem: explain(name) };

  const parsed = troubles[name].argument.safeParse(argument);
  if (!parsed.success) return { ok: false, problem: `${written}: ${parsed.error.issues[0]!.message}` };
  return { ok: true, name, start: (desk) => troubles[name].start(parsed.data, desk) };
}

function isName(name: string): name is TroubleName {
  return Object.hasOwn(troubles, name);
}

function explain(name: string): string {
  const known = Object.keys(troubles);
  const meant = closest(name, known);
  return `there is no trouble “${name}”; ${meant ? `did you mean “${meant}”?` : `there are ${known.join(", ")}`}`;
}
