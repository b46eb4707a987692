import { expect, test } from "vitest";
import { readFrame } from "../../src/client/read-frame.ts";
import { makeMeta, makeMetric } from "../support/user-metrics.ts";

test("reads a single metric with its meta and cursor", () => {
  const frame = { type: "user_metric", metric: makeMetric(), meta: makeMeta(), cursor: "e1:3" };

  expect(readFrame(JSON.stringify(frame))).toEqual({
    records: [{ metric: makeMetric(), meta: makeMeta() }],
    cursor: "e1:3",
  });
});

test("an event brings no users, but moves the cursor", () => {
  expect(readFrame('{"type":"event","event":{"id":"x"},"cursor":"e1:4"}')).toEqual({ records: [], cursor: "e1:4" });
});

test("fields that a sender left out are missing, not zero", () => {
  const { records } = readFrame(
    '{"type":"user_metric","metric":{"userId":"u1","timestamp":"2026-11-23T12:00:00Z","userName":"Mara","pageViews":0,"clickCount":"7"}}',
  );

  const [{ metric, meta } = { metric: undefined, meta: undefined }] = records;
  expect(metric).toMatchObject({
    userName: "Mara",
    pageViews: 0,
    clickCount: 0,
    lastActionTime: "2026-11-23T12:00:00Z",
  });
  expect(meta?.missing).toMatchObject({ clickCount: "not sent", lastActionTime: "not sent", featureTime: "not sent" });
  expect(meta?.missing).not.toHaveProperty("pageViews");
});

test.each([
  ["text that is no JSON", "hello"],
  ["a list", "[1,2]"],
  ["null", "null"],
  ["a frame of another kind", '{"type":"hello","version":1}'],
  ["a metric without a user", '{"type":"user_metric","metric":{"timestamp":"2026-11-23T12:00:00Z"}}'],
  ["a metric without a time", '{"type":"user_metric","metric":{"userId":"u1","timestamp":"yesterday"}}'],
  ["a bulk that is no list", '{"type":"bulk_metrics","metrics":{"userId":"u1"}}'],
])("%s brings nothing", (_, text) => {
  expect(readFrame(text)).toEqual({ records: [], cursor: undefined });
});

test("one unreadable metric costs the others of its frame nothing", () => {
  const good = makeMetric({ userId: "good" });

  const { records } = readFrame(
    JSON.stringify({ type: "bulk_metrics", metrics: [null, good], metas: [null, makeMeta()] }),
  );

  expect(records).toEqual([{ metric: good, meta: makeMeta() }]);
});
