import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UserMetric } from "../../src/metric/user-metric.ts";
import { createPeople, type People } from "../../src/mock/people.ts";

const noon = new Date("2026-11-23T12:00:00.000Z");

function after(ms: number): Date {
  return new Date(noon.getTime() + ms);
}

function step(people: People, ms: number): UserMetric[] {
  return people.step(after(ms)).records.map(({ metric }) => metric);
}

/** Looked at 10 times a second. */
function watch(people: People, { seconds }: { seconds: number }): UserMetric[] {
  return Array.from({ length: seconds * 10 }, (_, tick) => step(people, (tick + 1) * 100)).flat();
}

describe("a set rate", () => {
  it.each([
    [1, 1],
    [1, 50],
    [3, 0.5],
    [20, 2_000],
    [20, 10_000],
    [5_000, 200],
    [25_000, 20_000],
    [100_000, 10],
  ])("gives %i users %d updates a second", (count, rate) => {
    const people = createPeople({ count, seed: 5, now: noon, rate });
    expect(watch(people, { seconds: 2 })).toHaveLength(rate * 2);
  });

  it("comes close to what is possible at all: an update a millisecond of each", () => {
    const people = createPeople({ count: 20, seed: 5, now: noon, rate: 20_000 });
    watch(people, { seconds: 2 });
    expect(step(people, 3_000).length).toBeGreaterThan(19_000);
  });

  it("has nobody idle who has acted within a minute", () => {
    const people = createPeople({ count: 2, seed: 5, now: noon, rate: 2 });
    const seen = watch(people, { seconds: 2_400 });
    const idle = seen.filter(({ isActive, activeFeature }) => !isActive && activeFeature !== "");
    const ages = idle.map(({ timestamp, lastActionTime }) => Date.parse(timestamp) - Date.parse(lastActionTime));
    expect(ages.filter((age) => age < 60_000)).toEqual([]);
  });

  it("is spread evenly over time", () => {
    const people = createPeople({ count: 500, seed: 5, now: noon, rate: 1_000 });
    for (let tick = 1; tick <= 50; tick += 1) expect(step(people, tick * 100)).toHaveLength(100);
  });

  it("is spread fairly over those at work: nobody has twice the updates of another", () => {
    const people = createPeople({ count: 100, seed: 5, now: noon, rate: 2_000 });
    const updates = new Map<string, number>();
    for (const { userId } of watch(people, { seconds: 10 })) updates.set(userId, (updates.get(userId) ?? 0) + 1);
    const atWork = [...updates.values()].filter((number) => number > 20);
    expect(atWork.length).toBeGreaterThan(20);
    expect(Math.max(...atWork)).toBeLessThan(1.5 * (20_000 / atWork.length));
  });

  it("makes each user's times rise, and none is ahead of the clock", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 1_000 }),
        fc.nat(),
        (count, each, seed) => {
          const people = createPeople({ count, seed, now: noon, rate: Math.min(count * each, 2_000) });
          const latest = new Map<string, string>();
          for (let tick = 1; tick <= 10; tick += 1)
            for (const { userId, timestamp, lastActionTime } of step(people, tick * 100)) {
              expect(timestamp > (latest.get(userId) ?? "")).toBe(true);
              expect(lastActionTime <= timestamp).toBe(true);
              expect(Date.parse(timestamp)).toBeLessThanOrEqual(noon.getTime() + tick * 100 + 5);
              latest.set(userId, timestamp);
            }
        },
      ),
      { numRuns: 20 },
    );
  });

  it("has something happen with every update", () => {
    const people = createPeople({ count: 50, seed: 5, now: noon, rate: 500 });
    const before = new Map(Array.from(people.all(noon), ({ metric }) => [metric.userId, metric]));
    for (const metric of watch(people, { seconds: 3 })) {
      const { isActive, eventsTriggered } = before.get(metric.userId)!;
      expect(metric.eventsTriggered > eventsTriggered || metric.isActive !== isActive).toBe(true);
      before.set(metric.userId, metric);
    }
  });

  it("leaves sessions as long as they are, however fast people work in them", () => {
    const people = createPeople({ count: 100, seed: 5, now: noon, rate: 10 });
    const lengths: number[] = [];
    for (let second = 1; second <= 3 * 3_600; second += 1)
      for (const { type, data } of people.step(after(second * 1_000)).events)
        if (type === "session_ended") lengths.push(data.minutes as number);
    expect(lengths.length).toBeGreaterThan(50);
    expect(lengths.length).toBeLessThan(300);
    expect(lengths.reduce((sum, length) => sum + length, 0) / lengths.length).toBeGreaterThan(40);
  });

  it("does the same however often one looks within a second", () => {
    const often = createPeople({ count: 30, seed: 5, now: noon, rate: 100 });
    const seldom = createPeople({ count: 30, seed: 5, now: noon, rate: 100 });
    const seldomSeen = [1_000, 1_900, 2_600].flatMap((ms) => step(seldom, ms));
    const oftenSeen = Array.from({ length: 260 }, (_, tick) => step(often, (tick + 1) * 10)).flat();
    expect(oftenSeen).toEqual(seldomSeen);
  });

  it("never makes up for more than a second", () => {
    const people = createPeople({ count: 500, seed: 5, now: noon, rate: 1_000 });
    expect(step(people, 60_000).length).toBeLessThanOrEqual(1_001);
    expect(step(people, 60_100)).toHaveLength(100);
  });
});
