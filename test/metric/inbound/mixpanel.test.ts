import { expect, test } from "vitest";
import { mixpanel } from "../../../src/metric/inbound/mixpanel.ts";
import type { MetricRecord } from "../../../src/metric/meta.ts";

const receivedAt = "2026-11-23T12:00:00.000Z";

function read(record: Record<string, unknown>) {
  return mixpanel.read(record, { receivedAt, source: "import" });
}

function recordOf(record: Record<string, unknown>): MetricRecord {
  const result = read(record);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.record;
}

test("every name of the shape has its field, and what was worked out says so", () => {
  const sent = {
    distinct_id: "u1",
    event_name: "Exported",
    event_count: 31,
    properties: {
      $name: "Ada Example",
      $email: "ada@example.com",
      company: "Example Co",
      time: 1_795_435_080,
      session_length: 150,
      page_view_count: 2,
      click_count: 3,
      scroll_depth: 4,
      features_used: ["Revenue", "", "Funnels", "Revenue"],
      current_screen: "Revenue",
      time_per_feature: { Revenue: 5, Funnels: "0.5" },
      queries_run: 6,
      reports_created: 7,
      dashboards_viewed: 8,
      is_active: true,
    },
  };
  expect(recordOf(sent)).toEqual({
    metric: {
      userId: "u1",
      userName: "Ada Example",
      email: "ada@example.com",
      company: "Example Co",
      timestamp: "2026-11-23T11:58:00.000Z",
      sessionDuration: 2.5,
      pageViews: 2,
      clickCount: 3,
      scrollDepth: 4,
      featuresUsed: ["Revenue", "Funnels"],
      activeFeature: "Revenue",
      featureTime: { Revenue: 5, Funnels: 0.5 },
      eventsTriggered: 31,
      queriesRun: 6,
      reportsCreated: 7,
      dashboardsViewed: 8,
      isActive: true,
      lastAction: "Exported",
      lastActionTime: "2026-11-23T11:58:00.000Z",
    },
    meta: {
      id: expect.stringMatching(/^[\w-]{36}$/) as string,
      source: "import",
      missing: {},
      derived: ["lastActionTime"],
    },
  });
});

test.each([[{}], [{ properties: {} }], [{ properties: null }]])(
  "what was not sent is missing, and nothing stands in for it: %j",
  (rest) => {
    const { metric, meta } = recordOf({ distinct_id: 17, ...rest });
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
      userName: "properties.$name was not sent",
      email: "properties.$email was not sent",
      company: "properties.company was not sent",
      sessionDuration: "properties.session_length was not sent",
      pageViews: "properties.page_view_count was not sent",
      clickCount: "properties.click_count was not sent",
      scrollDepth: "properties.scroll_depth was not sent",
      featuresUsed: "properties.features_used was not sent",
      activeFeature: "properties.current_screen was not sent",
      featureTime: "properties.time_per_feature was not sent",
      eventsTriggered: "event_count was not sent",
      queriesRun: "properties.queries_run was not sent",
      reportsCreated: "properties.reports_created was not sent",
      dashboardsViewed: "properties.dashboards_viewed was not sent",
      isActive: "properties.is_active was not sent",
      lastAction: "event_name was not sent",
      lastActionTime: "properties.time was not sent",
    });
    expect(meta.derived).toEqual([]);
  },
);

test("a line of Mixpanel's own export has its id among the properties, and the event by another name", () => {
  const { metric } = recordOf({
    event: "Signed up",
    properties: { time: 1_795_435_200, distinct_id: "u1", $insert_id: "x" },
  });
  expect(metric).toMatchObject({ userId: "u1", lastAction: "Signed up", timestamp: receivedAt });
});

test("what the guide names counts before what the export has", () => {
  const { metric } = recordOf({
    distinct_id: "u1",
    event_name: "Exported",
    event: "Signed up",
    properties: { distinct_id: "u2" },
  });
  expect(metric).toMatchObject({ userId: "u1", lastAction: "Exported" });
});

test.each([
  ["seconds", 1_795_435_200, "2026-11-23T12:00:00.000Z"],
  ["milliseconds", 1_795_435_200_000, "2026-11-23T12:00:00.000Z"],
  ["seconds with a fraction", 1_795_435_200.25, "2026-11-23T12:00:00.250Z"],
  ["seconds as text", "1795435200", "2026-11-23T12:00:00.000Z"],
  ["ISO text", "2026-11-23T13:00:00+01:00", "2026-11-23T13:00:00+01:00"],
  ["the first seconds that are believed", 100_000_000, "1973-03-03T09:46:40.000Z"],
  ["the last seconds", 99_999_999_999, "5138-11-16T09:46:39.000Z"],
  ["the first milliseconds", 100_000_000_000, "1973-03-03T09:46:40.000Z"],
])("time may be %s", (_name, time, timestamp) => {
  expect(recordOf({ distinct_id: "u1", properties: { time } }).metric).toMatchObject({
    timestamp,
    lastActionTime: timestamp,
  });
});

const noText = "must be an ISO 8601 time such as 2026-11-23T12:00:00Z";
const noTime = "must be an ISO 8601 time, or seconds or milliseconds since 1970";

test.each([
  [{ properties: {} }, "distinct_id", "must be a non-empty string or a number"],
  [{ properties: { distinct_id: null } }, "distinct_id", "must be a non-empty string or a number"],
  [{ distinct_id: null, properties: { distinct_id: null } }, "distinct_id", "must be a non-empty string or a number"],
  [{ distinct_id: "", properties: {} }, "distinct_id", "must be a non-empty string or a number"],
  [{ distinct_id: {} }, "distinct_id", "must be a non-empty string or a number"],
  [{ distinct_id: "u1", properties: [] }, "properties", "must be an object"],
  [{ distinct_id: "u1", properties: "none" }, "properties", "must be an object"],
  [{ distinct_id: "u1", event_count: -1 }, "event_count", "must not be negative"],
  [{ distinct_id: "u1", properties: { $email: "ada" } }, "properties.$email", "must be an e-mail address"],
  [{ distinct_id: "u1", properties: { $name: 5 } }, "properties.$name", "must be a string"],
  [{ distinct_id: "u1", properties: { scroll_depth: 100.1 } }, "properties.scroll_depth", "must be at most 100"],
  [{ distinct_id: "u1", properties: { is_active: 1 } }, "properties.is_active", "must be a boolean"],
  [{ distinct_id: "u1", properties: { features_used: [1] } }, "properties.features_used[0]", "must be a string"],
  [
    { distinct_id: "u1", properties: { time_per_feature: { Revenue: -1 } } },
    "properties.time_per_feature.Revenue",
    "must not be negative",
  ],
  [{ distinct_id: "u1", properties: { time: "yesterday" } }, "properties.time", noText],
  [{ distinct_id: "u1", properties: { time: "2026" } }, "properties.time", noText],
  [{ distinct_id: "u1", properties: { time: 0 } }, "properties.time", noTime],
  [{ distinct_id: "u1", properties: { time: 1e18 } }, "properties.time", noTime],
  [{ distinct_id: "u1", properties: { time: true } }, "properties.time", noTime],
])("refuses %j", (record, path, msg) => {
  expect(read(record)).toEqual({ ok: false, errors: [{ path, msg, location: "body" }] });
});

test("keys called __proto__ harm nobody", () => {
  const record = JSON.parse(
    '{ "distinct_id": "u1", "__proto__": { "event_name": "Evil" }, "properties": { "__proto__": { "$name": "Eve" }, "time_per_feature": { "__proto__": 5, "Revenue": 1 } } }',
  ) as Record<string, unknown>;
  const { metric } = recordOf(record);
  expect(metric).toMatchObject({ userName: "", lastAction: "", featureTime: { Revenue: 1 } });
  expect(Object.getPrototypeOf(metric.featureTime)).toBe(Object.prototype);
});
