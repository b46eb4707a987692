import { expect, test } from "vitest";
import { toAggregates } from "../../src/client/aggregates.ts";
import type { MetricRecord } from "../../src/metric/meta.ts";
import type { UserMetric } from "../../src/metric/user-metric.ts";
import { makeMeta, makeMetric } from "../support/user-metrics.ts";

const noon = Date.parse("2026-11-23T12:00:00.000Z");
const at = (secondsAgo: number): string => new Date(noon - secondsAgo * 1_000).toISOString();

const aggregate = (...records: MetricRecord[]) => toAggregates(records, noon);

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
  const untold = { ...of("c", ["Home"], { Sales: 9 }), meta: makeMeta({ missing: { featureTime: "no cell" } }) };
  expect(aggregate(untold).topFeatures).toEqual([{ feature: "Home", users: 1, minutes: undefined }]);
});
