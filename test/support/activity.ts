import { Activity, type ActivityStep } from "../../src/activity/activity.ts";
import type { Entry, EntryChange } from "../../src/activity/entry.ts";
import { activityOptions } from "../../src/activity/options.ts";
import type { ObservedRun } from "../../src/activity/observe-run.ts";
import type { Observation } from "../../src/metric/observation.ts";
import type { UserMetric } from "../../src/metric/user-metric.ts";

/** What a screen says of each user, by userId. */
export type Screen = Record<string, Partial<UserMetric>>;

const start = Date.parse("2026-11-23T12:00:00.000Z");

/** So many seconds after noon. */
export function atSecond(seconds: number): string {
  return new Date(start + seconds * 1_000).toISOString();
}

export function toRows(screen: Screen): Observation[] {
  return Object.entries(screen).map(([userId, shown]) => ({ known: { userId, ...shown }, missing: {} }));
}

type Given = Partial<Omit<ObservedRun, "observations">> & { rows?: Observation[] };

/** An activity whose steps are accepted at once and stored in `stored`, read every 30 seconds unless said otherwise. */
export function openActivity(options: object = {}, stored = new Map<string, string>()) {
  let ids = 0;
  const setup = { options: activityOptions.parse(options), createId: () => `e${(ids += 1)}` };
  let activity = Activity.from(toEntries(stored), setup);

  const observe = (seconds: number, screen: Screen, given: Given = {}): ActivityStep =>
    activity.observe({
      target: "crm",
      observations: given.rows ?? toRows(screen),
      isComplete: true,
      observedAt: atSecond(seconds),
      intervalMs: 30_000,
      ...given,
    });
  return {
    stored,
    observe,
    run(seconds: number, screen: Screen, given?: Given): ActivityStep {
      const step = observe(seconds, screen, given);
      store(stored, step.changes);
      activity.accept(step);
      return step;
    },
    restart(): void {
      // A store gives them back in an order of its own.
      activity = Activity.from(toEntries(stored).toReversed(), setup);
    },
    get warnings() {
      return activity.warnings;
    },
  };
}

export function toEntries(stored: ReadonlyMap<string, string>): Entry[] {
  return [...stored].map(([key, value]) => ({ key, value }));
}

function store(stored: Map<string, string>, changes: readonly EntryChange[]): void {
  for (const { key, value } of changes)
    if (value === undefined) stored.delete(key);
    else stored.set(key, value);
}

/** `ada session_ended {"minutes":1}` each. */
export function toLines({ events }: Pick<ActivityStep, "events">): string[] {
  return events.map(({ type, userId, data }) =>
    [userId, type, ...(Object.keys(data).length > 0 ? [JSON.stringify(data)] : [])].join(" "),
  );
}

/** What was worked out for a user. */
export function derivedOf({ observations }: ActivityStep, userId = "ada"): Partial<UserMetric> {
  const { known, derived = [] } = observations.find((row) => row.known.userId === userId)!;
  return Object.fromEntries(derived.map((field) => [field, known[field]]));
}
