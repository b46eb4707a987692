import type { UserEvent } from "../../src/metric/event.ts";
import type { Meta } from "../../src/metric/meta.ts";
import type { RunReport } from "../../src/metric/run-report.ts";
import type { UserMetric } from "../../src/metric/user-metric.ts";

/** A whole metric; what a test is about is given. */
export function makeMetric(given: Partial<UserMetric> = {}): UserMetric {
  const timestamp = given.timestamp ?? "2026-11-23T12:00:00.000Z";
  return {
    userId: "u1",
    userName: "Mara Lindqvist",
    email: "mara.lindqvist@example.com",
    company: "Halden Freight",
    timestamp,
    sessionDuration: 42,
    pageViews: 61,
    clickCount: 208,
    scrollDepth: 75,
    featuresUsed: ["Dashboard", "Revenue"],
    activeFeature: "Revenue",
    featureTime: { Revenue: 17, Dashboard: 9 },
    eventsTriggered: 143,
    queriesRun: 12,
    reportsCreated: 0,
    dashboardsViewed: 9,
    isActive: true,
    lastAction: "Viewed revenue report",
    lastActionTime: timestamp,
    ...given,
  };
}

export function makeMeta(given: Partial<Meta> = {}): Meta {
  return { id: "m1", source: "crm-admin", missing: {}, derived: [], ...given };
}

export function makeEvent(given: Partial<UserEvent> = {}): UserEvent {
  return {
    id: "e1",
    type: "feature_used",
    userId: "u1",
    userName: "Mara Lindqvist",
    data: { feature: "Revenue" },
    timestamp: "2026-11-23T12:00:00.000Z",
    ...given,
  };
}

export function makeRun(given: Partial<RunReport> = {}): RunReport {
  return {
    target: "crm",
    verdict: "rows",
    sentence: "42 rows",
    rows: 42,
    evidence: {},
    startedAt: "2026-11-23T12:00:00.000Z",
    endedAt: "2026-11-23T12:00:04.000Z",
    ...given,
  };
}
