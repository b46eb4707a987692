import type { UserEvent } from "../metric/event.ts";
import type { Observation } from "../metric/observation.ts";
import { recollect, toKey, toValue, type Entry, type EntryChange, type LostEntry } from "./entry.ts";
import type { Happening } from "./happening.ts";
import { observeRun, type ObservedRun, type TargetMemory } from "./observe-run.ts";
import type { ActivityOptions } from "./options.ts";
import { toTime } from "../metric/units.ts";
import type { UserState } from "./user-state.ts";

/** What one run adds to what is known. None of it counts before the step was accepted. */
export interface ActivityStep {
  /** The rows of the run, in their order, with what was worked out added and named in `derived`. */
  observations: Observation[];
  events: UserEvent[];
  /** What is remembered now, to be written together with the rows and the events, or not at all. */
  changes: EntryChange[];
  /** Sentences that somebody should read. */
  warnings: string[];
  /** Sentences for those who follow what happens. */
  notes: string[];
  /** For `accept`: the memory as it then is of each target that it concerns; undefined for those that are forgotten. */
  next: ReadonlyMap<string, TargetMemory | undefined>;
}

interface ActivitySetup {
  options: ActivityOptions;
  /** Makes the id of an event. */
  createId: () => string;
}

/**
 * Remembers what screens showed, to tell what they do not say. For each run: `observe` it, write what the step holds,
 * then `accept` the step. A step that could not be written is let go, and all is as if its run had not been. A target
 * has one step at a time; the steps of several do not concern each other.
 */
export class Activity {
  /** What of the stored entries could not be read, in a sentence. */
  readonly warnings: readonly string[];
  readonly #setup: ActivitySetup;
  readonly #targets: Map<string, TargetMemory>;
  /** When each target was looked at last, be it written yet or not. */
  readonly #lookedAt = new Map<string, number>();
  /** What could not be read and is still stored. */
  #lost: readonly LostEntry[];

  private constructor(entries: Iterable<Entry>, setup: ActivitySetup) {
    const { targets, lost } = recollect(entries);
    this.#setup = setup;
    this.#targets = targets;
    this.#lost = lost;
    this.warnings = lost.length === 0 ? [] : [describeLost(lost)];
  }

  /** From what the `changes` of earlier steps left behind. */
  static from(entries: Iterable<Entry>, setup: ActivitySetup): Activity {
    return new Activity(entries, setup);
  }

  /** Changes nothing yet. */
  observe(run: ObservedRun): ActivityStep {
    const { options, createId } = this.#setup;
    if (!options.enabled) return passOn(run);

    const { target } = run;
    this.#lookedAt.set(target, Date.parse(run.observedAt));
    const memory = this.#targets.get(target) ?? { state: undefined, users: new Map<string, UserState>() };
    const { happenings, state, users, ...told } = observeRun(memory, run, options);
    const deserted = this.#findDeserted(run);
    const lost = this.#lost.filter((entry) => entry.target === undefined || entry.target === target);
    const changes = new Map<string, string | undefined>([
      ...[...lost.map(({ key }) => key), ...deserted.flatMap(keysOf)].map((key) => [key, undefined] as const),
      [toKey(target), toValue(state)],
      ...[...users].map(([userId, user]) => [toKey(target, userId), user && toValue(user)] as const),
    ]);
    return {
      ...told,
      events: happenings.map((happening) => toEvent(happening, createId())),
      changes: [...changes].map(([key, value]) => ({ key, value })),
      next: new Map<string, TargetMemory | undefined>([
        ...deserted.map(([name]) => [name, undefined] as const),
        [target, { state, users: merge(memory.users, users) }],
      ]),
    };
  }

  /** Once what the step holds is on disk. */
  accept({ next, changes }: ActivityStep): void {
    for (const [target, memory] of next)
      if (memory) this.#targets.set(target, memory);
      else this.#targets.delete(target);
    if (this.#lost.length === 0) return;
    const settled = new Set(changes.map(({ key }) => key));
    this.#lost = this.#lost.filter(({ key }) => !settled.has(key));
  }

  /** Targets that did not run for as long as a user is remembered: nobody would ever forget their users. */
  #findDeserted({ target, observedAt }: ObservedRun): [string, TargetMemory][] {
    const since = Date.parse(observedAt) - this.#setup.options.forgetAfter;
    return [...this.#targets].filter(
      ([name, { state }]) =>
        name !== target && state !== undefined && Math.max(state.runAt, this.#lookedAt.get(name) ?? 0) < since,
    );
  }
}

function passOn({ observations }: ObservedRun): ActivityStep {
  const rows = observations.map((observation) => ({ ...observation, derived: [] }));
  return { observations: rows, events: [], changes: [], warnings: [], notes: [], next: new Map() };
}

function toEvent({ at, ...happening }: Happening, id: string): UserEvent {
  return { id, ...happening, timestamp: toTime(at) };
}

function merge(
  users: TargetMemory["users"],
  changed: ReadonlyMap<string, UserState | undefined>,
): TargetMemory["users"] {
  const merged = new Map(users);
  for (const [userId, user] of changed)
    if (user) merged.set(userId, user);
    else merged.delete(userId);
  return merged;
}

function keysOf([target, { users }]: [string, TargetMemory]): string[] {
  return [toKey(target), ...[...users.keys()].map((userId) => toKey(target, userId))];
}

function describeLost(lost: readonly LostEntry[]): string {
  const [{ key, reason } = { key: "", reason: "" }] = lost;
  const count = lost.length === 1 ? "1 entry" : `${lost.length} entries`;
  return `${count} of what is remembered of users could not be read and will be forgotten, the first at ${key}: ${reason}`;
}
