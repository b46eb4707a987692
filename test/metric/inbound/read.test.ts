import { expect, test } from "vitest";
import { readInbound } from "../../../src/metric/inbound/read.ts";
import { makeMeta, makeMetric } from "../../support/user-metrics.ts";

const receivedAt = "2026-11-23T12:00:00.000Z";
const context = { receivedAt, source: "curl" };

test.each([null, undefined, 5, "text", true, [{ userId: "u1" }]])("%j is no record", (value) => {
  expect(readInbound(value, context)).toEqual({
    ok: false,
    errors: [{ path: "", msg: "must be an object", location: "body" }],
  });
});

test.each([{}, { name: "Ada" }, { UserId: "u1" }])("%j is refused for want of an id", (value) => {
  expect(readInbound(value, context)).toEqual({
    ok: false,
    errors: [{ path: "userId", msg: "is required (or user_id in a scraper-shaped record)", location: "body" }],
  });
});

test("a record that pretends to be recognised through its prototype is not", () => {
  const value: unknown = JSON.parse(
    '{ "__proto__": { "userId": "u1" }, "constructor": { "prototype": { "userId": "u1" } } }',
  );
  expect(readInbound(value, context)).toHaveProperty("errors.0.path", "userId");
});

test.each([
  ["exactly five minutes ahead is believed", "2026-11-23T12:05:00.000Z", "2026-11-23T12:05:00.000Z"],
  ["more than five minutes ahead is the time of receipt", "2026-11-23T12:05:00.001Z", receivedAt],
  ["ahead in another offset is the time of receipt", "2026-11-23T13:06:00+01:00", receivedAt],
  ["in the past is believed", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"],
])("a timestamp %s", (_name, timestamp, believed) => {
  expect(readInbound(makeMetric({ timestamp }), context)).toHaveProperty("record.metric.timestamp", believed);
  expect(readInbound({ user_id: "u1", timestamp }, context)).toHaveProperty("record.metric.timestamp", believed);
});

test("a last action that is as far ahead as the timestamp goes back with it; another stays", () => {
  const timestamp = "2026-11-23T13:00:00.000Z";
  expect(readInbound(makeMetric({ timestamp, lastActionTime: timestamp }), context)).toHaveProperty(
    "record.metric.lastActionTime",
    receivedAt,
  );
  expect(readInbound(makeMetric({ timestamp, lastActionTime: "2026-11-23T11:58:00Z" }), context)).toHaveProperty(
    "record.metric.lastActionTime",
    "2026-11-23T11:58:00Z",
  );
});

test("what the sender says about the record is kept; without it the record has an id and a source of its own", () => {
  const meta = makeMeta({ missing: { email: "a.email matched nothing" } });
  expect(readInbound(makeMetric(), { ...context, meta })).toHaveProperty("record.meta", meta);
  expect(readInbound(makeMetric(), context)).toHaveProperty("record.meta", {
    id: expect.stringMatching(/^[\w-]{36}$/) as string,
    source: "curl",
    missing: {},
    derived: [],
  });
});
