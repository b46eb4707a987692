import { expect, test } from "vitest";
import { scraper } from "../../../src/metric/inbound/scraper.ts";
import type { MetricRecord } from "../../../src/metric/meta.ts";

const receivedAt = "2026-11-23T12:00:00.000Z";

function read(record: Record<string, unknown>) {
  return scraper.read(record, { receivedAt, source: "curl" });
}

function recordOf(record: Record<string, unknown>): MetricRecord {
  const result = read(record);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.record;
}

test("the guide's cURL body becomes a whole metric, and says what it left out", () => {
  const body = {
    user_id: "test123",
    name: "Test User",
    email: "test@example.com",
    company: "Test Co",
    session_time_minutes: 15,
    pages_viewed: 10,
    current_feature: "Dashboard",
    is_currently_active: true,
  };
  expect(recordOf(body)).toEqual({
    metric: {
      userId: "test123",
      userName: "Test User",
      email: "test@example.com",
      company: "Test Co",
      timestamp: receivedAt,
      sessionDuration: 15,
      pageViews: 10,
      clickCount: 0,
      scrollDepth: 0,
      featuresUsed: [],
      activeFeature: "Dashboard",
      featureTime: {},
      eventsTriggered: 0,
      queriesRun: 0,
      reportsCreated: 0,
      dashboardsViewed: 0,
      isActive: true,
      lastAction: "",
      lastActionTime: receivedAt,
    },
    meta: {
      id: expect.stringMatching(/^[\w-]{36}$/) as string,
      source: "curl",
      missing: {
        clickCount: "clicks was not sent",
        scrollDepth: "scroll_depth was not sent",
        featuresUsed: "features_accessed was not sent",
        featureTime: "feature_time was not sent",
        eventsTriggered: "events_triggered was not sent",
        queriesRun: "queries_run was not sent",
        reportsCreated: "reports_created was not sent",
        dashboardsViewed: "dashboards_viewed was not sent",
        lastAction: "last_action was not sent",
        lastActionTime: "last_action_timestamp was not sent",
      },
      derived: [],
    },
  });
});

test("every name of the shape has its field", () => {
  const { metric, meta } = recordOf({
    user_id: "u1",
    name: "Ada",
    email: "ada@example.com",
    company: "Example Co",
    timestamp: "2026-11-23T11:59:00Z",
    session_time_minutes: 1.5,
    pages_viewed: 2,
    clicks: 3,
    scroll_depth: 4,
    features_accessed: ["Revenue"],
    current_feature: "Revenue",
    feature_time: { Revenue: 5 },
    events_triggered: 6,
    queries_run: 7,
    reports_created: 8,
    dashboards_viewed: 9,
    is_currently_active: false,
    last_action: "Exported",
    last_action_timestamp: "2026-11-23T11:58:00Z",
  });
  expect(metric).toEqual({
    userId: "u1",
    userName: "Ada",
    email: "ada@example.com",
    company: "Example Co",
    timestamp: "2026-11-23T11:59:00Z",
    sessionDuration: 1.5,
    pageViews: 2,
    clickCount: 3,
    scrollDepth: 4,
    featuresUsed: ["Revenue"],
    activeFeature: "Revenue",
    featureTime: { Revenue: 5 },
    eventsTriggered: 6,
    queriesRun: 7,
    reportsCreated: 8,
    dashboardsViewed: 9,
    isActive: false,
    lastAction: "Exported",
    lastActionTime: "2026-11-23T11:58:00Z",
  });
  expect(meta.missing).toEqual({});
});

test.each([
  ["a number for an id", { user_id: 17 }, { userId: "17" }],
  ["space around an id", { user_id: " u1 " }, { userId: "u1" }],
  [
    "numbers as text",
    { user_id: "u1", pages_viewed: "10", session_time_minutes: " 2.5 ", feature_time: { Revenue: "3" } },
    { pageViews: 10, sessionDuration: 2.5, featureTime: { Revenue: 3 } },
  ],
  ["an unknown field", { user_id: "u1", colour: "red" }, { userId: "u1" }],
])("takes %s", (_name, record, expected) => {
  expect(recordOf(record).metric).toMatchObject(expected);
});

test("null is a field that was not sent", () => {
  const { metric, meta } = recordOf({ user_id: "u1", email: null, pages_viewed: null });
  expect(metric).toMatchObject({ email: "", pageViews: 0 });
  expect(meta.missing).toMatchObject({ email: "email was not sent", pageViews: "pages_viewed was not sent" });
});

test("an empty e-mail is missing", () => {
  expect(recordOf({ user_id: "u1", email: "" }).meta.missing).toHaveProperty("email");
});

test.each([
  [{ user_id: null }, "user_id", "must be a non-empty string or a number"],
  [{ user_id: "  " }, "user_id", "must be a non-empty string or a number"],
  [{ user_id: "u1", email: "ada(at)example.com" }, "email", "must be an e-mail address"],
  [{ user_id: "u1", pages_viewed: "ten" }, "pages_viewed", "must be a number or a numeric string"],
  [{ user_id: "u1", pages_viewed: "" }, "pages_viewed", "must be a number or a numeric string"],
  [{ user_id: "u1", pages_viewed: true }, "pages_viewed", "must be a number or a numeric string"],
  [{ user_id: "u1", pages_viewed: -1 }, "pages_viewed", "must not be negative"],
  [{ user_id: "u1", clicks: "-1" }, "clicks", "must not be negative"],
  [{ user_id: "u1", scroll_depth: 101 }, "scroll_depth", "must be at most 100"],
  [
    { user_id: "u1", feature_time: { Revenue: "long" } },
    "feature_time.Revenue",
    "must be a number or a numeric string",
  ],
  [{ user_id: "u1", timestamp: "yesterday" }, "timestamp", "must be an ISO 8601 time such as 2026-11-23T12:00:00Z"],
])("refuses %j", (record, path, msg) => {
  expect(read(record)).toEqual({ ok: false, errors: [{ path, msg, location: "body" }] });
});

test.each([
  [{ user_id: "u1", name: 5 }, "name", "must be a string"],
  [{ user_id: "u1", is_currently_active: "yes" }, "is_currently_active", "must be a boolean"],
  [{ user_id: "u1", features_accessed: "Revenue" }, "features_accessed", "must be an array"],
  [{ user_id: "u1", features_accessed: ["Revenue", 5] }, "features_accessed[1]", "must be a string"],
])("never takes another type for a default: %j", (record, path, msg) => {
  expect(read(record)).toEqual({ ok: false, errors: [{ path, msg, location: "body" }] });
});

test("keys called __proto__ harm nobody", () => {
  const record = JSON.parse(
    '{ "user_id": "u1", "__proto__": { "name": "Eve" }, "feature_time": { "__proto__": 5, "Revenue": 1 } }',
  ) as Record<string, unknown>;
  const { metric } = recordOf(record);
  expect(metric).toMatchObject({ userName: "", featureTime: { Revenue: 1 } });
  expect(Object.getPrototypeOf(metric.featureTime)).toBe(Object.prototype);
});
