import { expect, test } from "vitest";
import { googleAnalytics } from "../../../src/metric/inbound/google-analytics.ts";
import type { MetricRecord } from "../../../src/metric/meta.ts";

const receivedAt = "2026-11-23T12:00:00.000Z";

function read(record: Record<string, unknown>) {
  return googleAnalytics.read(record, { receivedAt, source: "import" });
}

function recordOf(record: Record<string, unknown>): MetricRecord {
  const result = read(record);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.record;
}

test("every name of the shape has its field, and what was worked out says so", () => {
  const sent = {
    userId: "u1",
    userName: "Ada Example",
    email: "ada@example.com",
    company: "Example Co",
    timestamp: 1_795_435_200,
    sessionDuration: 90,
    pageviews: 12,
    events: [{ name: "click" }, "page_view", 3],
    maxScrollDepth: 75,
    pagePaths: ["/revenue/q3", "/funnels", "/revenue", "/"],
    currentPage: "Revenue",
    lastEvent: "export",
    lastEventTime: "2026-11-23T11:58:00Z",
  };
  expect(recordOf(sent)).toEqual({
    metric: {
      userId: "u1",
      userName: "Ada Example",
      email: "ada@example.com",
      company: "Example Co",
      timestamp: "2026-11-23T12:00:00.000Z",
      sessionDuration: 1.5,
      pageViews: 12,
      clickCount: 3,
      scrollDepth: 75,
      featuresUsed: ["revenue", "funnels"],
      activeFeature: "Revenue",
      featureTime: {},
      eventsTriggered: 3,
      queriesRun: 0,
      reportsCreated: 0,
      dashboardsViewed: 0,
      isActive: false,
      lastAction: "export",
      lastActionTime: "2026-11-23T11:58:00Z",
    },
    meta: {
      id: expect.stringMatching(/^[\w-]{36}$/) as string,
      source: "import",
      missing: {
        featureTime: "not read by this source",
        queriesRun: "not read by this source",
        reportsCreated: "not read by this source",
        dashboardsViewed: "not read by this source",
        isActive: "not read by this source",
      },
      derived: ["clickCount", "featuresUsed", "eventsTriggered"],
    },
  });
});

test("what was not sent is missing, and nothing stands in for it", () => {
  const { metric, meta } = recordOf({ userId: 17 });
  expect(metric).toMatchObject({
    userId: "17",
    userName: "",
    timestamp: receivedAt,
    activeFeature: "",
    isActive: false,
    lastAction: "",
    lastActionTime: receivedAt,
  });
  expect(meta.missing).toEqual({
    userName: "userName was not sent",
    email: "email was not sent",
    company: "company was not sent",
    sessionDuration: "sessionDuration was not sent",
    pageViews: "pageviews was not sent",
    clickCount: "events was not sent",
    scrollDepth: "maxScrollDepth was not sent",
    featuresUsed: "pagePaths was not sent",
    activeFeature: "currentPage was not sent",
    featureTime: "not read by this source",
    eventsTriggered: "events was not sent",
    queriesRun: "not read by this source",
    reportsCreated: "not read by this source",
    dashboardsViewed: "not read by this source",
    isActive: "not read by this source",
    lastAction: "lastEvent was not sent",
    lastActionTime: "lastEventTime was not sent",
  });
  expect(meta.derived).toEqual([]);
});

test("null and an empty e-mail are not sent; no events at all are known to be none", () => {
  const { metric, meta } = recordOf({ userId: "u1", email: "", pageviews: null, events: [], pagePaths: [] });
  expect(metric).toMatchObject({ email: "", clickCount: 0, eventsTriggered: 0, featuresUsed: [] });
  expect(meta.missing).toMatchObject({ email: "email was not sent", pageViews: "pageviews was not sent" });
  expect(meta.missing).not.toHaveProperty("eventsTriggered");
});

test("numbers may be text", () => {
  expect(
    recordOf({ userId: "u1", sessionDuration: "90", pageviews: " 12 ", maxScrollDepth: "7.5" }).metric,
  ).toMatchObject({ sessionDuration: 1.5, pageViews: 12, scrollDepth: 7.5 });
});

test.each([
  [{}, "userId", "must be a non-empty string or a number"],
  [{ userId: " " }, "userId", "must be a non-empty string or a number"],
  [{ userId: 2 ** 60 }, "userId", "must be a string: it is too large for a number"],
  [{ userId: "u1", email: "ada(at)example.com" }, "email", "must be an e-mail address"],
  [{ userId: "u1", userName: 5 }, "userName", "must be a string"],
  [{ userId: "u1", sessionDuration: "long" }, "sessionDuration", "must be a number or a numeric string"],
  [{ userId: "u1", sessionDuration: -1 }, "sessionDuration", "must not be negative"],
  [{ userId: "u1", pageviews: true }, "pageviews", "must be a number or a numeric string"],
  [{ userId: "u1", events: 3 }, "events", "must be an array"],
  [{ userId: "u1", maxScrollDepth: 101 }, "maxScrollDepth", "must be at most 100"],
  [{ userId: "u1", maxScrollDepth: -1 }, "maxScrollDepth", "must not be negative"],
  [{ userId: "u1", pagePaths: "/revenue" }, "pagePaths", "must be an array"],
  [{ userId: "u1", pagePaths: ["/revenue", null] }, "pagePaths[1]", "must be a string"],
  [{ userId: "u1", lastEventTime: "noon" }, "lastEventTime", "must be an ISO 8601 time such as 2026-11-23T12:00:00Z"],
])("refuses %j", (record, path, msg) => {
  expect(read(record)).toEqual({ ok: false, errors: [{ path, msg, location: "body" }] });
});
