import { z } from "zod";
import type { TargetMemory } from "./observe-run.ts";
import { targetState, type TargetState } from "./target-state.ts";
import { userState, type UserState } from "./user-state.ts";

/** A piece of what is remembered, as it is stored. */
export interface Entry {
  key: string;
  /** JSON with a version. */
  value: string;
}

/** What becomes of an entry; one without a value is to be deleted. */
export interface EntryChange {
  key: string;
  value: string | undefined;
}

/** A stored entry that says nothing: damaged, or of another version. */
export interface LostEntry {
  key: string;
  /** Undefined where not even the key can be read. */
  target: string | undefined;
  reason: string;
}

const version = 1;
const storedKey = z.union([z.tuple([z.string()]), z.tuple([z.string(), z.string()])]);
const storedValue = z.object({ version: z.literal(version), state: z.unknown() });

/** With a userId it is a user of the target. JSON, so that no name of one can be taken for that of another. */
export function toKey(target: string, userId?: string): string {
  return JSON.stringify(userId === undefined ? [target] : [target, userId]);
}

export function toValue(state: TargetState | UserState): string {
  return JSON.stringify({ version, state });
}

/** Sorts what is stored into what is remembered and what cannot be read. */
export function recollect(entries: Iterable<Entry>): { targets: Map<string, TargetMemory>; lost: LostEntry[] } {
  const targets = new Map<string, { state: TargetState | undefined; users: Map<string, UserState> }>();
  const lost: LostEntry[] = [];
  for (const { key, value } of entries) {
    const [target, userId] = readKey(key) ?? [];
    try {
      if (target === undefined) throw new Error("the key is not ours");
      const { state } = storedValue.parse(JSON.parse(value));
      const memory = targets.get(target) ?? { state: undefined, users: new Map<string, UserState>() };
      if (userId === undefined) memory.state = targetState.parse(state);
      else memory.users.set(userId, userState.parse(state));
      targets.set(target, memory);
    } catch (error) {
      lost.push({ key, target, reason: toReason(error) });
    }
  }
  return { targets, lost };
}

function readKey(key: string): [target: string, userId?: string] | undefined {
  try {
    return storedKey.parse(JSON.parse(key));
  } catch {
    // Whatever it is, nothing of ours is found under it.
    return undefined;
  }
}

function toReason(error: unknown): string {
  const [issue] = error instanceof z.ZodError ? error.issues : [];
  if (issue) return [...(issue.path.length > 0 ? [issue.path.join(".")] : []), issue.message].join(": ");
  return error instanceof Error ? error.message : String(error);
}
