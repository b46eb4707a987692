import { describe, expect, it } from "vitest";
import { meta, type MetricRecord } from "../../src/metric/meta.ts";
import type { UserMetric } from "../../src/metric/user-metric.ts";
import { userMetric, userMetricFields } from "../../src/metric/user-metric.ts";
import { features } from "../../src/mock/features.ts";
import { createPeople } from "../../src/mock/people.ts";

const noon = new Date("2026-11-23T12:00:00.000Z");

function after(seconds: number): Date {
  return new Date(noon.getTime() + seconds * 1_000);
}

function metricsOf(records: Iterable<MetricRecord>): UserMetric[] {
  return Array.from(records, ({ metric }) => metric);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

const totals = [
  "pageViews",
  "clickCount",
  "eventsTriggered",
  "queriesRun",
  "reportsCreated",
  "dashboardsViewed",
] as const satisfies (keyof UserMetric)[];

describe("who the people are", () => {
  const people = metricsOf(createPeople({ count: 2_000, seed: 1, now: noon }).all(noon));

  it("gives everybody an id and an e-mail address of their own", () => {
    expect(new Set(people.map(({ userId }) => userId)).size).toBe(2_000);
    expect(new Set(people.map(({ email }) => email)).size).toBe(2_000);
  });

  it("repeats a name only when all names are taken", () => {
    expect(new Set(people.slice(0, 1_640).map(({ userName }) => userName)).size).toBe(1_640);
  });

  it("keeps their addresses within example.com", () => {
    expect(people.filter(({ email }) => !/^[a-z]+\.[a-z]+\d*@[a-z]+\.example\.com$/.test(email))).toEqual([]);
  });

  it("keeps them who they are while time goes by", () => {
    const crowd = createPeople({ count: 50, seed: 1, now: noon });
    const identities = (records: Iterable<MetricRecord>) =>
      metricsOf(records).map(({ userId, userName, email, company }) => ({ userId, userName, email, company }));
    expect(identities(crowd.all(after(3_600)))).toEqual(identities(crowd.all(after(7_200))));
  });

  it("gives the same people whatever the size of the crowd", () => {
    const few = createPeople({ count: 3, seed: 1, now: noon }).all(noon);
    expect(metricsOf(few)).toEqual(people.slice(0, 3));
  });
});

describe("what a record says", () => {
  const records = [...createPeople({ count: 1_000, seed: 42, now: noon }).all(noon)];
  const metrics = metricsOf(records);

  it("is a whole, valid metric for each of 1,000 people, with its fields in the guide's order", () => {
    for (const metric of metrics) expect(userMetric.parse(metric)).toEqual(metric);
    expect(Object.keys(metrics[0]!)).toEqual(userMetricFields);
  });

  it("has valid meta that names the source and an id of its own", () => {
    for (const record of records) expect(meta.parse(record.meta)).toEqual(record.meta);
    expect(new Set(records.map((record) => record.meta.id)).size).toBe(1_000);
    expect(records[0]!.meta).toMatchObject({ source: "mock", missing: {}, derived: [] });
  });

  it("spreads the whole session over the features used", () => {
    for (const { sessionDuration, featureTime, featuresUsed } of metrics) {
      expect(Object.keys(featureTime)).toEqual(featuresUsed);
      const spread = sum(Object.values(featureTime));
      // Each is cut to a hundredth of a minute; half of one more is for adding fractions.
      expect(spread).toBeLessThan(sessionDuration + 0.005);
      expect(spread).toBeGreaterThan(sessionDuration - 0.07);
    }
  });

  it("describes an action of the feature that is open", () => {
    const textsOf = new Map(
      features.map(({ name, opening, actions }) => [name, [opening, ...actions].map(({ text }) => text)]),
    );
    textsOf.set("", ["Signed out"]);
    for (const { activeFeature, lastAction } of metrics) expect(textsOf.get(activeFeature)).toContain(lastAction);
  });

  it("never dates an action after the record", () => {
    for (const { lastActionTime, timestamp } of metrics)
      expect(Date.parse(lastActionTime)).toBeLessThanOrEqual(Date.parse(timestamp));
  });

  it("calls those active who did something within the last minute and have not signed out", () => {
    for (const { isActive, activeFeature, lastActionTime } of metrics) {
      const isRecent = noon.getTime() - Date.parse(lastActionTime) < 60_000;
      expect(isActive).toBe(isRecent && activeFeature !== "");
    }
  });

  it("finds some people at work, some idle and some away", () => {
    const active = metrics.filter(({ isActive }) => isActive).length;
    const away = metrics.filter(({ activeFeature }) => activeFeature === "").length;
    expect(active).toBeGreaterThan(250);
    expect(away).toBeGreaterThan(400);
    expect(1_000 - active - away).toBeGreaterThan(30);
  });

  it("knows people who just came and people who have been at it for an hour", () => {
    const sessions = metrics.map(({ sessionDuration }) => sessionDuration);
    expect(Math.min(...sessions)).toBeLessThan(2);
    expect(Math.max(...sessions)).toBeGreaterThan(60);
  });
});

describe("a crowd of a million", () => {
  const people = createPeople({ count: 1_000_000, seed: 1, now: noon });

  it("takes less than 150 bytes for each", () => {
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(150_000_000);
  });

  it("tells of those to whom something happened, and of nobody else", () => {
    const { records } = people.step(after(0.1));
    expect(records.length).toBeGreaterThan(500);
    expect(records.length).toBeLessThan(5_000);
  });
});

describe("how time goes by", () => {
  it("does the same for the same seed and times", () => {
    const lives = [1, 2].map(() => {
      const people = createPeople({ count: 30, seed: 5, now: noon });
      return [10, 20, 30].map((seconds) => metricsOf(people.step(after(seconds)).records));
    });
    expect(lives[0]).toEqual(lives[1]);
  });

  it("does something else for another seed", () => {
    const [one, other] = [1, 2].map((seed) => metricsOf(createPeople({ count: 3, seed, now: noon }).all(noon)));
    expect(one).not.toEqual(other);
  });

  it("comes to the same however often one looks", () => {
    const watched = createPeople({ count: 30, seed: 5, now: noon });
    const left = createPeople({ count: 30, seed: 5, now: noon });
    for (let second = 1; second < 1_800; second += 1) watched.step(after(second));
    expect(metricsOf(watched.all(after(1_800)))).toEqual(metricsOf(left.all(after(1_800))));
  });

  it("reports those to whom something happened, once", () => {
    const people = createPeople({ count: 200, seed: 5, now: noon });
    const before = new Map(metricsOf(people.all(noon)).map((metric) => [metric.userId, metric]));
    const changed = metricsOf(people.step(after(5)).records);
    expect(changed.length).toBeGreaterThan(20);
    expect(changed.length).toBeLessThan(150);
    for (const { userId, isActive, eventsTriggered } of changed) {
      const earlier = before.get(userId)!;
      expect(eventsTriggered > earlier.eventsTriggered || isActive !== earlier.isActive).toBe(true);
    }
    expect(people.step(after(5))).toEqual({ records: [], events: [] });
  });

  it("lets totals grow and never fall, through sessions that end and begin", () => {
    const people = createPeople({ count: 30, seed: 5, now: noon });
    let earlier = metricsOf(people.all(noon));
    const first = earlier;
    for (let hour = 1; hour <= 72; hour += 1) {
      const later = metricsOf(people.all(after(hour * 3_600)));
      for (const [index, metric] of later.entries())
        expect(totals.filter((total) => metric[total] < earlier[index]![total])).toEqual([]);
      earlier = later;
    }
    for (const [index, { pageViews, clickCount }] of earlier.entries()) {
      expect(pageViews).toBeGreaterThan(first[index]!.pageViews);
      expect(clickCount).toBeGreaterThan(first[index]!.clickCount);
    }
  });

  it("lets the session grow while a person is at work", () => {
    const people = createPeople({ count: 100, seed: 5, now: noon });
    const before = metricsOf(people.all(noon));
    const later = metricsOf(people.all(after(12)));
    const atWork = later.filter((metric, index) => metric.activeFeature !== "" && before[index]!.activeFeature !== "");
    expect(atWork.length).toBeGreaterThan(30);
    for (const { userId, sessionDuration } of atWork)
      expect(sessionDuration).toBeGreaterThan(before.find((metric) => metric.userId === userId)!.sessionDuration);
  });

  it("makes each user's times rise even when the clock stands still or steps back", () => {
    const people = createPeople({ count: 30, seed: 5, now: noon });
    const clock = [after(0), after(0), after(60), after(-3_600), after(61), after(120)];
    const reports = clock.map((now) => metricsOf(people.all(now)));
    for (const [round, report] of reports.entries()) {
      if (round === 0) continue;
      for (const [index, { timestamp, lastActionTime }] of report.entries()) {
        expect(timestamp > reports[round - 1]![index]!.timestamp).toBe(true);
        expect(timestamp >= lastActionTime).toBe(true);
      }
    }
  });
});
