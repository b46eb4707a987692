import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { userEvent, type UserEvent } from "../../src/metric/event.ts";
import type { UserMetric } from "../../src/metric/user-metric.ts";
import { createPeople } from "../../src/mock/people.ts";

const noon = new Date("2026-11-23T12:00:00.000Z");
const count = 420;

function at(minute: number): Date {
  return new Date(noon.getTime() + minute * 60_000);
}

interface Day {
  /** Everybody at each full hour, the first one included. */
  hours: UserMetric[][];
  /** What was told minute by minute: records first, as they are delivered. */
  told: { metrics: UserMetric[]; events: UserEvent[] }[];
}

function watchDay(): Day {
  const people = createPeople({ count, seed: 3, now: noon });
  const day: Day = { hours: [Array.from(people.all(noon), ({ metric }) => metric)], told: [] };
  for (let minute = 1; minute <= 24 * 60; minute += 1) {
    const { records, events } = people.step(at(minute));
    day.told.push({ metrics: records.map(({ metric }) => metric), events });
    if (minute % 60 === 0) day.hours.push(Array.from(people.all(at(minute)), ({ metric }) => metric));
  }
  return day;
}

const { hours, told } = watchDay();
const metrics = told.flatMap(({ metrics }) => metrics);
const events = told.flatMap(({ events }) => events);

const eventsByUser = Map.groupBy(events, ({ userId }) => userId);

function eventsOf(userId: string): UserEvent[] {
  return eventsByUser.get(userId) ?? [];
}

const everybody = hours[0]!.map(({ userId }) => userId);

describe("a day of 420 people", () => {
  it("has somebody active at every hour, more of them by day than by night, and never everybody", () => {
    const shares = hours.map((people) => people.filter(({ isActive }) => isActive).length / count);
    expect(Math.min(...shares)).toBeGreaterThan(0.08);
    expect(Math.max(...shares)).toBeLessThan(0.5);
    expect(shares[0]).toBeGreaterThan(2 * shares[12]!);
  });

  it("ends as it began: the next day is another one like it", () => {
    const active = [hours[0]!, hours[24]!].map((people) => people.filter(({ isActive }) => isActive).length);
    expect(active[1]! / active[0]!).toBeGreaterThan(0.75);
    expect(active[1]! / active[0]!).toBeLessThan(1.33);
  });

  it("brings most people several sessions, some one, and some none", () => {
    const sessions = everybody.map(
      (userId) => eventsOf(userId).filter(({ type }) => type === "session_started").length,
    );
    expect(Math.max(...sessions)).toBeLessThan(15);
    expect(sessions.filter((number) => number >= 4).length).toBeGreaterThan(count / 2);
    expect(sessions.filter((number) => number === 1).length).toBeGreaterThan(5);
    expect(sessions.filter((number) => number === 0).length).toBeGreaterThan(20);
  });

  it("has sessions of minutes to hours", () => {
    const lengths = events.flatMap(({ type, data }) => (type === "session_ended" ? [data.minutes as number] : []));
    expect(lengths.length).toBeGreaterThan(1_000);
    expect(Math.min(...lengths)).toBeGreaterThan(5);
    expect(Math.max(...lengths)).toBeLessThan(180);
  });

  it("sends most people home, once or twice, with the evening", () => {
    const goings = everybody.map((userId) => eventsOf(userId).filter(({ type }) => type === "user_gone").length);
    expect(goings.filter((number) => number > 0).length).toBeGreaterThan(0.7 * count);
    expect(Math.max(...goings)).toBeLessThanOrEqual(3);
  });

  it("keeps every number within its bounds", () => {
    const isWrong = ({ scrollDepth, sessionDuration, featureTime }: UserMetric): boolean => {
      const spent = Object.values(featureTime).reduce((sum, minutes) => sum + minutes, 0);
      return scrollDepth < 0 || scrollDepth > 100 || spent > sessionDuration + 0.005;
    };
    expect(metrics.length).toBeGreaterThan(50_000);
    expect(metrics.filter(isWrong)).toEqual([]);
  });

  it("lets nothing happen to those who are away but that they come", () => {
    const away = new Map<string, UserMetric>();
    for (const metric of metrics) {
      const before = away.get(metric.userId);
      if (metric.activeFeature === "") {
        expect(metric).toMatchObject({ isActive: false, lastAction: "Signed out" });
        away.set(metric.userId, metric);
      } else if (before) {
        expect(metric.sessionDuration).toBeLessThanOrEqual(1.01);
        away.delete(metric.userId);
      }
    }
  });
});

describe("the events of a day", () => {
  it("are valid, each with an id of its own, in order of time", () => {
    for (const event of events) expect(userEvent.parse(event)).toEqual(event);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    const times = events.map(({ timestamp }) => timestamp);
    expect(times).toEqual(times.toSorted());
  });

  it("are fewer than the records, and of every kind", () => {
    expect(events.length).toBeLessThan(metrics.length);
    expect([...new Set(events.map(({ type }) => type))].toSorted()).toEqual([
      "came_back",
      "feature_used",
      "session_ended",
      "session_started",
      "user_gone",
      "user_new",
      "went_idle",
    ]);
  });

  it("follow one another as a day does", () => {
    const follows: Record<string, string[]> = {
      user_new: ["session_started"],
      session_started: ["feature_used"],
      feature_used: ["feature_used", "went_idle", "session_ended"],
      went_idle: ["came_back"],
      "came_back from idle": ["feature_used", "went_idle", "session_ended"],
      "came_back from gone": ["session_started"],
      session_ended: ["session_started", "user_gone"],
      user_gone: ["came_back"],
    };
    for (const userId of everybody) {
      const types = eventsOf(userId);
      for (const [index, { type, data }] of types.slice(0, -1).entries()) {
        const key = type === "came_back" ? `came_back from ${String(data.after)}` : type;
        expect(follows[key]).toContain(types[index + 1]!.type);
      }
    }
  });

  it("say user_new once of those who were not there at first, and of nobody who was", () => {
    const newcomers = events.flatMap(({ type, userId }) => (type === "user_new" ? [userId] : []));
    expect(new Set(newcomers).size).toBe(newcomers.length);
    const present = new Set(hours[0]!.flatMap(({ userId, activeFeature }) => (activeFeature === "" ? [] : [userId])));
    expect(newcomers.filter((userId) => present.has(userId))).toEqual([]);
  });

  it("let someone go at the time of their last record, or the hub would not believe it", () => {
    const latest = new Map<string, string>();
    let gone = 0;
    for (const step of told) {
      for (const { userId, timestamp } of step.metrics) latest.set(userId, timestamp);
      for (const { type, userId, timestamp } of step.events) {
        if (type !== "user_gone") continue;
        gone += 1;
        expect(timestamp).toBe(latest.get(userId));
      }
    }
    expect(gone).toBeGreaterThan(300);
  });
});

it("shows life whenever one begins to look at 20 people", () => {
  const anyTime = fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(anyTime, fc.nat(), (now, seed) => {
      const people = Array.from(createPeople({ count: 20, seed, now }).all(now), ({ metric }) => metric);
      const active = people.filter(({ isActive }) => isActive).length;
      expect(active).toBeGreaterThanOrEqual(1);
      expect(active).toBeLessThanOrEqual(16);
    }),
    // A fixed seed: that all of 20 happen to rest at once is unlikely, not impossible.
    { numRuns: 300, seed: 1 },
  );
});
