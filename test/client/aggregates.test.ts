import fc from "fast-check";
import { expect, test } from "vitest";
import { Aggregates } from "../../src/client/aggregates.ts";
import { Users } from "../../src/client/users.ts";
import type { MetricRecord } from "../../src/metric/meta.ts";
import type { UserMetric } from "../../src/metric/user-metric.ts";
import { makeMeta, makeMetric } from "../support/user-metrics.ts";

const noon = Date.parse("2026-11-23T12:00:00.000Z");
const at = (secondsAgo: number): string => new Date(noon - secondsAgo * 1_000).toISOString();

function openAggregates() {
  const users = new Users((change) => aggregates.take(change), Date.now);
  const aggregates = new Aggregates(() => users.all());
  return { users, aggregates };
}

function aggregate(...records: MetricRecord[]) {
  const { users, aggregates } = openAggregates();
  for (const record of records) users.put(record, undefined);
  return aggregates.at(noon);
}

test("what no user tells is undefined, and what one does not tell enters no total and no average", () => {
  const metrics = aggregate(
    { metric: makeMetric({ userId: "a", pageViews: 10, sessionDuration: 4 }), meta: makeMeta() },
    {
      metric: makeMetric({ userId: "b", pageViews: 0, sessionDuration: 6 }),
      meta: makeMeta({ missing: { pageViews: "no cell", scrollDepth: "no cell" } }),
    },
  );

  expect(metrics).toMatchObject({
    totalUsers: 2,
    totalPageViews: 10,
    averagePageViews: 10,
    averageSessionDuration: 5,
    averageScrollDepth: 75,
  });
  const unseen = { metric: makeMetric(), meta: makeMeta({ missing: { eventsTriggered: "no cell" } }) };
  expect(aggregate(unseen).totalEvents).toBeUndefined();
});

test("without users nothing has happened, and nothing has an average", () => {
  expect(aggregate()).toMatchObject({
    totalUsers: 0,
    activeUsers: 0,
    totalEvents: 0,
    averageSessionDuration: undefined,
  });
});

test.each<[string, Partial<UserMetric>, Record<string, string>, number, number, string[]?]>([
  ["acted 60 s ago", { lastActionTime: at(60) }, {}, 1, 0],
  ["acted 61 s ago, though seen active", { lastActionTime: at(61), isActive: true }, {}, 0, 0],
  ["seen active 150 s ago", { timestamp: at(150), isActive: true }, { lastActionTime: "none" }, 1, 0],
  ["seen active 151 s ago", { timestamp: at(151), isActive: true }, { lastActionTime: "none" }, 0, 0],
  ["seen idle", { timestamp: at(0), isActive: false }, { lastActionTime: "none" }, 0, 0],
  ["neither is told", { isActive: false }, { lastActionTime: "none", isActive: "none" }, 0, 1],
  ["seen active, with a time worked out", { lastActionTime: at(61), isActive: true }, {}, 1, 0, ["lastActionTime"]],
  ["seen idle, with a time worked out", { lastActionTime: at(5), isActive: false }, {}, 0, 0, ["lastActionTime"]],
  [
    "with a time worked out and nothing else",
    { lastActionTime: at(5) },
    { isActive: "none" },
    1,
    0,
    ["lastActionTime"],
  ],
  ["with both worked out", { lastActionTime: at(5), isActive: false }, {}, 1, 0, ["lastActionTime", "isActive"]],
])("who %s is counted by the definition", (_, differs, missing, activeUsers, unknownUsers, derived) => {
  const metrics = aggregate({ metric: makeMetric(differs), meta: makeMeta({ missing, derived: derived ?? [] }) });
  expect(metrics).toMatchObject({ activeUsers, unknownUsers });
});

test("features are those of most users first, with the minutes that are known", () => {
  const of = (userId: string, featuresUsed: string[], featureTime: Record<string, number>): MetricRecord => ({
    metric: makeMetric({ userId, featuresUsed, featureTime }),
    meta: makeMeta(),
  });

  expect(aggregate(of("a", ["Home", "Sales"], { Sales: 2 }), of("b", ["Sales"], { Sales: 3 })).topFeatures).toEqual([
    { feature: "Sales", users: 2, minutes: 5 },
    { feature: "Home", users: 1, minutes: undefined },
  ]);
});

test("whatever comes and goes, the numbers are those of who is there", () => {
  const change = fc.record({
    userId: fc.constantFrom("a", "b", "c", "d"),
    leaves: fc.boolean(),
    pageViews: fc.nat(1_000),
    secondsAgo: fc.nat(120),
    missing: fc.constantFrom({}, { pageViews: "x" }, { lastActionTime: "x", isActive: "x" }),
    featuresUsed: fc.subarray(["A", "B", "C"]),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const { users, aggregates } = openAggregates();
      for (const [index, { userId, leaves, missing, secondsAgo, ...differs }] of changes.entries()) {
        const timestamp = new Date(noon + index).toISOString();
        const metric = makeMetric({ userId, timestamp, lastActionTime: at(secondsAgo), ...differs });
        if (leaves) users.remove(userId);
        else users.put({ metric, meta: makeMeta({ missing }) }, undefined);
      }
      expect(aggregates.at(noon)).toEqual(aggregate(...users.all()));
    }),
  );
});

test("a number that was out of all measure leaves nothing behind, however often it changed", () => {
  const { users, aggregates } = openAggregates();
  users.put({ metric: makeMetric({ userId: "a", sessionDuration: 0.1 }), meta: makeMeta() }, undefined);
  for (let n = 0; n < 1_000; n++) {
    const timestamp = new Date(noon + n).toISOString();
    const metric = makeMetric({ userId: "b", timestamp, sessionDuration: 1e17 });
    users.put({ metric, meta: makeMeta() }, undefined);
  }
  users.remove("b");
  expect(aggregates.at(noon).averageSessionDuration).toBe(0.1);
});
