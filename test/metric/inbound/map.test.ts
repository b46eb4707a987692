import { expect, test } from "vitest";
import {
  mapGoogleAnalyticsToMetrics,
  mapGoogleAnalyticsToRecord,
  mapMixpanelToMetrics,
  mapMixpanelToRecord,
  RecordError,
  userMetricSchema,
} from "../../../src/index.ts";

const now = new Date("2026-11-23T12:00:00.000Z");

test("a program gets a whole metric, and its meta when it asks", () => {
  const metric = mapGoogleAnalyticsToMetrics({ userId: "u1", sessionDuration: 90 }, { now });
  expect(userMetricSchema.parse(metric)).toEqual(metric);
  expect(metric).toMatchObject({ userId: "u1", sessionDuration: 1.5, timestamp: "2026-11-23T12:00:00.000Z" });

  const record = mapGoogleAnalyticsToRecord({ userId: "u1", sessionDuration: 90 }, { now });
  expect(record.metric).toEqual(metric);
  expect(record.meta).toMatchObject({ source: "google-analytics", missing: { email: "email was not sent" } });
});

test("Mixpanel's data maps in the same way, under the source that is named", () => {
  const data = { distinct_id: 7, event_count: "3", properties: { time: now.getTime() } };
  expect(mapMixpanelToMetrics(data, { now })).toMatchObject({ userId: "7", eventsTriggered: 3 });
  expect(mapMixpanelToRecord(data, { now, source: "crm" }).meta).toMatchObject({ source: "crm" });
  expect(mapMixpanelToRecord(data, { now }).meta).toMatchObject({ source: "mixpanel", derived: ["lastActionTime"] });
});

test("a time far ahead of now is not believed", () => {
  const data = { distinct_id: "u1", properties: { time: "2026-11-23T12:05:00.001Z" } };
  expect(mapMixpanelToMetrics(data, { now }).timestamp).toBe("2026-11-23T12:00:00.000Z");
});

test("without options the clock says when", () => {
  const before = Date.now();
  const { timestamp } = mapGoogleAnalyticsToMetrics({ userId: "u1" });
  expect(Date.parse(timestamp)).toBeGreaterThanOrEqual(before);
});

test("what cannot be mapped is thrown with all that is wrong", () => {
  const map = (): unknown =>
    mapMixpanelToMetrics({ distinct_id: "u1", properties: { $email: "ada", scroll_depth: 101 } });
  expect(map).toThrow(RecordError);
  expect(map).toThrow(
    expect.objectContaining({
      name: "RecordError",
      code: "LM_RECORD_INVALID",
      exitCode: 3,
      message:
        "A record of mixpanel cannot be mapped: properties.$email must be an e-mail address; properties.scroll_depth must be at most 100",
      errors: [
        { path: "properties.$email", msg: "must be an e-mail address", location: "body" },
        { path: "properties.scroll_depth", msg: "must be at most 100", location: "body" },
      ],
    }),
  );
});

test.each([[null], [[]], ["text"]])("%j is no record", (data) => {
  expect(() => mapGoogleAnalyticsToMetrics(data as never)).toThrow(
    "A record of google-analytics cannot be mapped: it must be an object",
  );
});
