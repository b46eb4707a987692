import { expect, test } from "vitest";
import { readAnswer, readFrame, readMessage } from "../../src/client/read-frame.ts";
import { eventOf, runOf } from "../support/hub/metric.ts";
import { makeMeta, makeMetric } from "../support/user-metrics.ts";

const hello = { type: "hello", heartbeatMs: 25_000 };
const user = { type: "user", record: { metric: makeMetric(), meta: makeMeta() } };

test("reads a single metric with its meta and cursor", () => {
  const frame = { type: "user_metric", metric: makeMetric(), meta: makeMeta(), cursor: "e1:3" };

  expect(readFrame(JSON.stringify(frame))).toEqual({ items: [user], cursor: "e1:3", unreadable: 0 });
});

test.each([
  [
    { type: "event", event: eventOf("e") },
    { type: "event", event: eventOf("e"), key: "e" },
  ],
  [
    { type: "user_left", userId: "ada", reason: "gone" },
    { type: "left", userId: "ada" },
  ],
  [
    { type: "run", run: runOf("crm", 2) },
    { type: "run", run: runOf("crm", 2) },
  ],
  [
    { type: "gap", events: 7, cursor: "e1:4" },
    { type: "gap", events: 7, after: "e1:4" },
  ],
  [{ type: "reset" }, { type: "reset" }],
  [
    { type: "hello", heartbeatSeconds: 2, epoch: "e1" },
    { type: "hello", heartbeatMs: 2_000 },
  ],
  [
    { type: "heartbeat", at: "2026-01-05T12:00:25.000Z", behind: 3 },
    { type: "standing", behind: 3 },
  ],
])("reads the frame %j", (frame, item) => {
  expect(readFrame(JSON.stringify(frame)).items).toEqual([item]);
});

test("fields that a sender left out or got wrong are missing, not zero", () => {
  const sent =
    '{"userId":"u1","timestamp":"2026-11-23T12:00:00Z","userName":"Mara","pageViews":0,"clickCount":"7","queriesRun":-1,"featuresUsed":[1],"featureTime":{"A":"x"},"lastActionTime":"soon"}';
  const { items } = readFrame(`{"type":"user_metric","metric":${sent}}`);

  expect(items).toMatchObject([
    {
      record: {
        metric: {
          userName: "Mara",
          pageViews: 0,
          clickCount: 0,
          queriesRun: 0,
          featuresUsed: [],
          featureTime: {},
          lastActionTime: "2026-11-23T12:00:00Z",
        },
        meta: {
          missing: {
            clickCount: "not sent",
            lastActionTime: "not sent",
            queriesRun: "not sent",
            featuresUsed: "not sent",
            featureTime: "not sent",
          },
        },
      },
    },
  ]);
  expect((items[0] as { record: { meta: object } }).record.meta).not.toHaveProperty("missing.pageViews");
});

test.each([
  ["text that is no JSON", "hello", 1],
  ["a list", "[1,2]", 1],
  ["null", "null", 1],
  ["bytes", new Uint8Array(3), 1],
  ["a metric without a user", '{"type":"user_metric","metric":{"timestamp":"2026-11-23T12:00:00Z"}}', 1],
  ["a metric without a time", '{"type":"user_metric","metric":{"userId":"u1","timestamp":"yesterday"}}', 1],
  ["a bulk that is no list", '{"type":"bulk_metrics","metrics":{"userId":"u1"}}', 1],
  ["an event that is none", '{"type":"event","event":"click"}', 1],
  ["a run without an end", '{"type":"run","run":{"target":"crm","verdict":"rows"}}', 1],
  ["a frame of a type that is yet to be made", '{"type":"weather","metric":{}}', 0],
])("%s brings nothing", (_, text, unreadable) => {
  expect(readFrame(text)).toEqual({ items: [], cursor: undefined, unreadable });
});

test("one unreadable metric costs the others of its frame nothing", () => {
  const frame = { type: "bulk_metrics", metrics: [null, makeMetric()], metas: [null, makeMeta()] };

  expect(readFrame(JSON.stringify(frame))).toEqual({ items: [user], cursor: undefined, unreadable: 1 });
});

test("an event is known again by its id, or by all that is in it, however deep; without a time it is always new", () => {
  const keyOf = (event: object | string): unknown => {
    const text = typeof event === "string" ? event : JSON.stringify(event);
    return (readFrame(`{"type":"event","event":${text}}`).items[0] as { key: unknown }).key;
  };
  const { id: _, ...ofTheGuide } = eventOf("e1");

  expect(keyOf(eventOf("e1"))).toBe("e1");
  expect(keyOf(ofTheGuide)).toBe(keyOf({ ...ofTheGuide }));
  expect(keyOf(ofTheGuide)).not.toBe(keyOf({ ...ofTheGuide, userId: "bob" }));
  expect(keyOf({ type: "click", userId: "ada" })).toBeUndefined();
  const depth = 100_000;
  const deep = `{"type":"a","timestamp":"2026-01-05T12:00:00Z","data":{"a":${"[".repeat(depth)}${"]".repeat(depth)}}}`;
  expect(keyOf(deep)).toBeUndefined();
});

test("a name that reaches for a prototype is a name like any other", () => {
  const frame = `{"type":"user_metric","metric":{"__proto__":{"polluted":1},"userId":"__proto__","timestamp":"2026-11-23T12:00:00Z","featureTime":{"__proto__":1}}}`;

  const [item] = readFrame(frame).items as [typeof user];

  expect(item.record.metric.userId).toBe("__proto__");
  expect(Object.entries(item.record.metric.featureTime)).toEqual([["__proto__", 1]]);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test("reads the messages of a stream: users on the default event, all else by name", () => {
  const metric = JSON.stringify({ metric: makeMetric(), meta: makeMeta() });
  const left = { type: "left", userId: "ada" };
  expect(readMessage("message", metric, "")).toEqual({ items: [user], cursor: undefined, unreadable: 0 });
  expect(readMessage("message", metric, "7")).toEqual({ items: [user], cursor: undefined, unreadable: 0 });
  expect(readMessage("message", metric, "e1:3")).toEqual({ items: [hello, user], cursor: "e1:3", unreadable: 0 });
  expect(readMessage("user_left", '{"userId":"ada"}', "e1:4").items).toEqual([hello, left]);
  expect(readMessage("reset", "{}", "").items).toEqual([hello, { type: "reset" }]);
  expect(readMessage("message", '{"type":"bulk_metrics","metrics":[]}', "").items).toEqual([]);
  expect(readMessage("message", "ping", "")).toEqual({ items: [], unreadable: 1 });
});

test("reads the answer to a poll in the order of the protocol", () => {
  const answer = {
    metrics: [makeMetric()],
    metas: [makeMeta()],
    events: [eventOf("e")],
    left: [{ userId: "eve", reason: "gone" }],
    runs: [runOf("crm", 1)],
    cursor: "e1:9",
    reset: true,
    gap: { events: 4 },
    more: true,
  };
  const { items, cursor, hasMore } = readAnswer(JSON.stringify(answer), { since: "e0:1", heartbeatMs: 5_000 })!;

  expect(items.map(({ type }) => type)).toEqual(["hello", "reset", "gap", "user", "left", "event", "run"]);
  expect(items).toContainEqual({ type: "gap", events: 4, after: "e0:1" });
  expect([cursor, hasMore]).toEqual(["e1:9", true]);
});

test("an answer of the guide says who is there, and nothing of a history", () => {
  const answer = { metrics: [makeMetric()], events: [] };

  const { items, cursor, hasMore } = readAnswer(JSON.stringify(answer), { since: undefined, heartbeatMs: 5_000 })!;

  expect(items.map(({ type }) => type)).toEqual(["user"]);
  expect([cursor, hasMore]).toEqual([undefined, false]);
});
