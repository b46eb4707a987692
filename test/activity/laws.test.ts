import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ActivityStep } from "../../src/activity/activity.ts";
import { withheld, type Observation } from "../../src/metric/observation.ts";
import { userMetricFields, type UserMetric, type UserMetricField } from "../../src/metric/user-metric.ts";
import { atSecond, openActivity } from "../support/activity.ts";

const seconds = fc.integer({ min: -4_000, max: 40_000 });
const feature = fc.constantFrom("", "Revenue", "Team", "1", "constructor", "__proto__");
/** What a screen may say of a user; anything may be missing. */
const shown: fc.Arbitrary<Partial<UserMetric>> = fc.record(
  {
    userName: fc.constantFrom("Ada", "A**", ""),
    timestamp: seconds.map(atSecond),
    isActive: fc.boolean(),
    lastAction: fc.constantFrom("Viewed", "Saved", ""),
    lastActionTime: seconds.map(atSecond),
    activeFeature: feature,
    featuresUsed: fc.array(feature, { maxLength: 4 }),
    sessionDuration: fc.constantFrom(0, 0.5, 5, 1e9),
    featureTime: fc.constant({ Revenue: 3 }),
    eventsTriggered: fc.nat(9),
  },
  { requiredKeys: [] },
);
const reason = fc.constantFrom("matched nothing", withheld, "matched nothing; the default stands in");
const missing = fc.dictionary(
  fc.constantFrom<UserMetricField>("isActive", "sessionDuration", "lastActionTime", "email"),
  reason,
  { noNullPrototype: true },
);
const row = fc
  .tuple(fc.constantFrom("ada", "bob", "eve", "u1", "u2", "u3"), shown, missing)
  .map(([userId, known, missing]): Observation => ({ known: { userId, ...known }, missing }));

interface Ran {
  gap: number;
  rows: Observation[];
  isComplete: boolean;
  intervalMs: number | undefined;
  target: string;
}

const oneRun = (rows: fc.Arbitrary<Observation>): fc.Arbitrary<Ran> =>
  fc.record({
    // Mostly an interval, now and then a night, or a clock that was set back.
    gap: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(10, 30, 60) }, fc.constantFrom(300, 2_000, 9_000, -600)),
    rows: fc.array(rows, { maxLength: 7 }),
    isComplete: fc.boolean(),
    intervalMs: fc.constantFrom(30_000, 30_000, undefined),
    target: fc.constantFrom("crm", "crm", "wiki"),
  });
const runs = fc.array(oneRun(row), { minLength: 1, maxLength: 30 });
const options = { goneAfter: 2, sessionIdle: "2m" };

function play(ran: readonly Ran[], restarts: (index: number) => boolean = () => false) {
  const activity = openActivity(options);
  let now = 0;
  const steps = ran.map(({ gap, ...run }, index): ActivityStep => {
    now += gap;
    if (restarts(index)) activity.restart();
    return activity.run(now, {}, run);
  });
  return { steps, stored: activity.stored };
}

function parseAll(stored: ReadonlyMap<string, string>): Map<string, unknown> {
  return new Map([...stored].map(([key, value]) => [key, JSON.parse(value)]));
}

/** The types of the events of each user of each target, in order. */
function typesOf(ran: readonly Ran[], steps: readonly ActivityStep[]): string[][] {
  const types = new Map<string, string[]>();
  for (const [index, { events }] of steps.entries())
    for (const { type, userId, data } of events) {
      const key = `${ran[index]!.target} ${userId}`;
      types.set(key, [...(types.get(key) ?? []), data.after === "gone" ? "returned" : type]);
    }
  return [...types.values()];
}

/** Whether each of `names` is followed by another one of them, before it comes again. */
function alternate(types: readonly string[], ...names: string[]): boolean {
  const some = types.filter((type) => names.includes(type));
  return some.every((type, index) => type !== some[index + 1]);
}

describe("whatever screens show", () => {
  test("what they say is never changed, and what is worked out is known and not missing", () => {
    fc.assert(
      fc.property(runs, (ran) => {
        for (const [index, { observations }] of play(ran).steps.entries())
          for (const [at, { known, missing, derived = [] }] of observations.entries()) {
            const before = ran[index]!.rows[at]!;
            expect(known).toMatchObject(before.known);
            for (const field of userMetricFields) {
              const isNew = field in known && !(field in before.known);
              expect([field, derived.includes(field)]).toEqual([field, isNew]);
              expect(missing[field]).toBe(isNew ? undefined : before.missing[field]);
              if (isNew) expect(before.missing[field]?.startsWith(withheld) ?? false).toBe(false);
            }
          }
      }),
    );
  });

  test("time in features never adds up to more than the session", () => {
    fc.assert(
      fc.property(runs, (ran) => {
        for (const { observations } of play(ran).steps)
          for (const { known, derived = [] } of observations)
            if (derived.includes("featureTime") && derived.includes("sessionDuration")) {
              const sum = Object.values(known.featureTime!).reduce((total, minutes) => total + minutes, 0);
              expect(sum).toBeLessThanOrEqual(known.sessionDuration! + 1e-9);
            }
      }),
    );
  });

  test("starts and ends of sessions, of idleness and of presence alternate for each user", () => {
    fc.assert(
      fc.property(runs, (ran) => {
        for (const types of typesOf(ran, play(ran).steps)) {
          expect(alternate(types, "session_started", "session_ended"), types.join()).toBe(true);
          const presence = types.map((type) => (type === "user_new" ? "returned" : type));
          expect(alternate(presence, "returned", "user_gone"), types.join()).toBe(true);
          expect(types.lastIndexOf("user_new"), types.join()).toBeLessThanOrEqual(0);
          // After each return it begins anew.
          const stays = types.join(" ").split(/returned|user_new/);
          for (const stay of stays)
            expect(alternate(stay.split(" "), "went_idle", "came_back"), types.join()).toBe(true);
        }
      }),
    );
  });

  test("a restart at any point changes nothing", () => {
    fc.assert(
      fc.property(runs, fc.infiniteStream(fc.boolean()), (ran, restarts) => {
        const chosen = ran.map(() => restarts.next().value);
        const { steps: whole, stored } = play(ran);
        const { steps: restarted, stored: storedAgain } = play(ran, (index) => chosen[index]!);
        for (const [index, { observations, events, warnings, notes }] of whole.entries())
          expect(restarted[index]).toMatchObject({ observations, events, warnings, notes });
        expect(parseAll(storedAgain)).toEqual(parseAll(stored));
      }),
    );
  });

  test("no entry grows with the runs", () => {
    fc.assert(
      fc.property(fc.array(oneRun(row), { minLength: 30, maxLength: 60 }), (ran) => {
        const sizes = [...play(ran).stored.values()].map((value) => value.length);
        expect(sizes.length).toBeLessThanOrEqual(14);
        expect(Math.max(...sizes)).toBeLessThan(800);
      }),
      { numRuns: 30 },
    );
  });
});
