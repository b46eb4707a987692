import type { UserEvent } from "../../../src/metric/event.ts";
import type { Meta } from "../../../src/metric/meta.ts";
import type { RunReport } from "../../../src/metric/run-report.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";

/** A whole metric; the second argument says what differs. */
export function metricOf(userId: string, differs: Partial<UserMetric> = {}): UserMetric {
  return {
    userId,
    userName: "Ada Example",
    email: "ada@example.com",
    company: "Example Co",
    timestamp: "2026-01-05T12:00:00.000Z",
    sessionDuration: 25,
    pageViews: 42,
    clickCount: 156,
    scrollDepth: 75,
    featuresUsed: ["Dashboard", "Revenue"],
    activeFeature: "Revenue",
    featureTime: { Dashboard: 10, Revenue: 15 },
    eventsTriggered: 23,
    queriesRun: 5,
    reportsCreated: 2,
    dashboardsViewed: 3,
    isActive: true,
    lastAction: "Viewed revenue report",
    lastActionTime: "2026-01-05T11:59:00.000Z",
    ...differs,
  };
}

/** The n-th state of a user: later by n milliseconds, with n page views. */
export function nthMetricOf(userId: string, n: number, differs: Partial<UserMetric> = {}): UserMetric {
  return metricOf(userId, {
    timestamp: new Date(Date.UTC(2026, 0, 5, 12, 0, 0, n)).toISOString(),
    pageViews: n,
    ...differs,
  });
}

export function metaOf(id: string, differs: Partial<Meta> = {}): Meta {
  return { id, source: "test", missing: {}, derived: [], ...differs };
}

/** The n-th run of a target, with n rows. */
export function runOf(target: string, n: number): RunReport {
  return {
    target,
    verdict: "rows",
    sentence: `${n} rows`,
    rows: n,
    evidence: {},
    startedAt: "2026-01-05T12:00:00.000Z",
    endedAt: new Date(Date.UTC(2026, 0, 5, 12, 0, n)).toISOString(),
  };
}

/** Says that a user is gone, later than the n-th state of anybody. */
export function goneOf(id: string, userId: string, n = 1): UserEvent {
  return {
    ...eventOf(id),
    type: "user_gone",
    userId,
    timestamp: new Date(Date.UTC(2026, 0, 5, 12, 0, 0, n)).toISOString(),
  };
}

export function eventOf(id: string): UserEvent {
  return {
    id,
    type: "feature_used",
    userId: "ada",
    userName: "Ada Example",
    data: { feature: "Revenue" },
    timestamp: "2026-01-05T12:00:00.000Z",
  };
}
