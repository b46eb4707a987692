import type { Observation } from "../metric/observation.ts";
import { countAbsence } from "./absence.ts";
import { derive } from "./derive.ts";
import { findForgotten } from "./forget.ts";
import type { Happening } from "./happening.ts";
import { observeUser } from "./observe-user.ts";
import type { ActivityOptions } from "./options.ts";
import { toSight } from "./sight.ts";
import { advanceTarget, type RunContext, type TargetState } from "./target-state.ts";
import type { UserState } from "./user-state.ts";

/** One run of one target. */
export interface ObservedRun {
  target: string;
  observations: readonly Observation[];
  /** The screen was read to its end: whoever is not in `observations` was not on it. */
  isComplete: boolean;
  /** ISO time. */
  observedAt: string;
  /** Undefined for a single run; it is then taken from how far runs are apart. */
  intervalMs: number | undefined;
}

type Users = ReadonlyMap<string, UserState>;

/** What is remembered of a target and its users, by their userId. */
export interface TargetMemory {
  state: TargetState | undefined;
  users: Users;
}

/** What a run adds to what is remembered of its target. */
interface RunFindings {
  /** The rows of the run, with what could be worked out. */
  observations: Observation[];
  happenings: Happening[];
  state: TargetState;
  /** The users whose state changed; undefined for those who are forgotten. */
  users: ReadonlyMap<string, UserState | undefined>;
  warnings: string[];
  notes: string[];
}

/** Pure: the memory stays as it is. */
export function observeRun(memory: TargetMemory, run: ObservedRun, options: ActivityOptions): RunFindings {
  const at = Date.parse(run.observedAt);
  const { state, ...context } = advanceTarget(memory.state, { at, ...run });
  const seen = observeRows(memory.users, run, { ...context, sessionIdleMs: options.sessionIdle });
  const absent = run.isComplete
    ? countAbsence(memory.users, { target: run.target, at, seen: seen.users, options })
    : { users: new Map<string, UserState>(), happenings: [], warnings: [] };

  const changed = new Map<string, UserState>([...seen.users, ...absent.users]);
  const forgotten = findForgotten(new Map([...memory.users, ...changed]), { at, seen: seen.users, options });
  return {
    observations: seen.observations,
    happenings: [...seen.happenings, ...absent.happenings],
    state,
    users: new Map<string, UserState | undefined>([...changed, ...forgotten.map((id) => [id, undefined] as const)]),
    warnings: absent.warnings,
    notes: describeReturn(memory.users, seen.users, run.target),
  };
}

/** One row a user: a second one of the same moment would be taken for a change. */
function observeRows(users: Users, { observations, observedAt }: ObservedRun, context: RunContext) {
  const seen = new Map<string, UserState>();
  const happenings: Happening[] = [];
  const rows = observations.map((observation): Observation => {
    const sight = toSight(observation, observedAt);
    const before = users.get(sight.userId);
    const asRead = { ...observation, derived: [] };
    if (seen.has(sight.userId)) return asRead;
    if (before?.type === "here" && sight.hasOwnTime && sight.at < before.at) {
      seen.set(sight.userId, { ...before, missedRuns: 0, isHeld: false });
      return asRead;
    }
    const observed = observeUser(before, sight, context);
    seen.set(sight.userId, observed.user);
    happenings.push(...observed.happenings);
    return derive(observation, observed.user);
  });
  return { observations: rows, happenings, users: seen };
}

function describeReturn(before: Users, seen: Users, target: string): string[] {
  const held = [...before].flatMap(([userId, user]) => (user.type === "here" && user.isHeld ? [userId] : []));
  const back = held.filter((userId) => seen.has(userId)).length;
  return back === 0 ? [] : [`${target}: ${back} of ${held.length} users who had vanished at once are back`];
}
