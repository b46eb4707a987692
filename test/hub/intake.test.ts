import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toEventArrivals, toRunArrival, toUserArrival } from "../../src/hub/arrivals.ts";
import { readEvents, readMetrics, readRuns } from "../../src/hub/intake.ts";
import type { StateAnswer } from "../../src/metric/wire.ts";
import { eventOf, metaOf, metricOf, runOf } from "../support/hub/metric.ts";
import { openTestHub } from "../support/hub/test-hub.ts";

const receivedAt = "2026-11-23T12:00:00.000Z";
const context = { receivedAt, source: "rest" };

function readOne(value: unknown, meta?: unknown) {
  return readMetrics([value], [meta], context);
}

function keys(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]));
}

function nested(levels: number): unknown {
  return levels === 0 ? 1 : { deeper: nested(levels - 1) };
}

const control = "must be well-formed text without control characters";
const tooLong = "must be at most 1,024 characters long";

describe("what is refused of a metric", () => {
  it.each([
    ["a userId with NUL", { userId: "a\0b" }, "userId", control],
    ["a userId with a line break", { userId: "a\nb" }, "userId", control],
    ["a userId with half a character", { userId: "a\ud800" }, "userId", control],
    ["a userId without end", { userId: "a".repeat(1_025) }, "userId", tooLong],
    ["an empty userId", { userId: "" }, "userId", "must not be empty"],
    ["a number that is none", { pageViews: Infinity }, "pageViews", "must be a number"],
    ["too many features", { featureTime: keys(1_001) }, "featureTime", "must have at most 1000 keys"],
    [
      "too many feature names",
      { featuresUsed: Array.from({ length: 1_001 }, () => "x") },
      "featuresUsed",
      "must have at most 1000 items",
    ],
    [
      "a time of no day",
      { timestamp: "2026-02-30T12:00:00Z" },
      "timestamp",
      "must be an ISO 8601 time such as 2026-11-23T12:00:00Z",
    ],
    [
      "a time beyond all times",
      { lastActionTime: "+275760-09-13T00:00:00Z" },
      "lastActionTime",
      "must be an ISO 8601 time such as 2026-11-23T12:00:00Z",
    ],
    [
      "a time without end",
      { timestamp: `2026-01-05T12:00:00.${"1".repeat(60)}Z` },
      "timestamp",
      "must be at most 64 characters long",
    ],
  ])("%s", (_, differs, path, msg) => {
    const { items, rejected } = readOne({ ...metricOf("ada"), ...differs });
    expect(items).toEqual([]);
    expect(rejected).toEqual([{ index: 0, errors: [{ path, msg, location: "body" }] }]);
  });

  it.each([
    [
      "a number that is too large for the text it is in",
      { pages_viewed: "9".repeat(400) },
      "pages_viewed",
      "must be a number or a numeric string",
    ],
    [
      "an id that another one would be taken for",
      { user_id: 2 ** 53 },
      "user_id",
      "must be a string: it is too large for a number",
    ],
    ["an id of control characters", { user_id: "\u0007bell" }, "user_id", control],
    ["too many features", { feature_time: keys(1_001) }, "feature_time", "must have at most 1000 keys"],
  ])("in a scraper's spelling: %s", (_, differs, path, msg) => {
    const { rejected } = readOne({ user_id: "ada", ...differs });
    expect(rejected).toEqual([{ index: 0, errors: [{ path, msg, location: "body" }] }]);
  });

  it("what lies beside it with a name that no store could keep", () => {
    const { rejected } = readOne(metricOf("ada"), metaOf("m1", { source: "crm\0" }));
    expect(rejected).toEqual([{ index: 0, errors: [{ path: "meta.source", msg: control, location: "body" }] }]);
    expect(readOne(metricOf("ada"), "none").rejected).toEqual([
      { index: 0, errors: [{ path: "meta", msg: "must be an object", location: "body" }] },
    ]);
  });
});

describe("what is taken of a metric", () => {
  it("are numbers in any spelling of JSON or of a scraper", () => {
    const { items } = readMetrics(
      [
        { ...metricOf("ada"), pageViews: 1e3 },
        { user_id: 7, pages_viewed: "1.5e3", clicks: " 12 ", scroll_depth: "0.5" },
      ],
      [],
      context,
    );
    expect(items.map(({ metric }) => metric)).toMatchObject([
      { pageViews: 1_000 },
      { userId: "7", pageViews: 1_500, clickCount: 12, scrollDepth: 0.5 },
    ]);
  });

  it.each([
    "0000-01-01T00:00:00Z",
    "0000-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2026-01-05T12:00:00.123456789Z",
  ])("is the time %s, with which the hub can go on", (timestamp) => {
    const { items } = readOne(metricOf("ada", { timestamp, lastActionTime: timestamp }));
    expect(toUserArrival(items[0]!, () => 1_000)).toMatchObject({ type: "user", userId: "ada" });
  });

  it("is a time ahead of our clock as the time of receipt, which is counted by source", () => {
    const ahead = "2027-01-01T00:00:00Z";
    const metrics = [
      metricOf("ada", { timestamp: ahead, lastActionTime: ahead }),
      metricOf("bob", { lastActionTime: ahead }),
      metricOf("eve"),
    ];
    const { items, clocksAhead } = readMetrics(metrics, [metaOf("m1", { source: "crm" })], context);
    expect(items.map(({ metric }) => [metric.timestamp, metric.lastActionTime])).toEqual([
      [receivedAt, receivedAt],
      ["2026-01-05T12:00:00.000Z", receivedAt],
      ["2026-01-05T12:00:00.000Z", "2026-01-05T11:59:00.000Z"],
    ]);
    expect(clocksAhead).toEqual(["crm", "rest"]);
  });

  it("is what its meta says of the fields of a metric, and nothing else", () => {
    const sent = {
      ...metaOf("m1", { missing: { email: "not shown", shoeSize: "unknown" }, derived: ["isActive", "x"] }),
      extra: 1,
    };
    expect(readOne(metricOf("ada"), sent).items[0]!.meta).toEqual(
      metaOf("m1", { missing: { email: "not shown" }, derived: ["isActive"] }),
    );
  });

  it("is the id that came with a scraper's record, so that its ack can be known", () => {
    const { meta } = readOne({ user_id: "ada" }, metaOf("m1")).items[0]!;
    expect([meta.id, meta.source, meta.missing["email"]]).toEqual(["m1", "test", "email was not sent"]);
  });
});

describe("events", () => {
  it.each([
    ["an id with NUL", { id: "e\0" }, "id", control],
    ["a userId with half a character", { userId: "\udc00" }, "userId", control],
    ["details with too many keys", { data: keys(1_001) }, "data", "must have at most 1000 keys"],
    [
      "details with too many keys below",
      { data: { a: keys(600), b: [keys(600)] } },
      "data",
      "must have at most 1000 keys",
    ],
    ["details that are too deep", { data: nested(17) }, "data", "must not be nested deeper than 16"],
    ["no type", { type: "" }, "type", "must not be empty"],
  ])("are refused with %s", (_, differs, path, msg) => {
    const { rejected } = readEvents([{ ...eventOf("e1"), ...differs }], context);
    expect(rejected).toEqual([{ index: 0, errors: [{ path, msg, location: "body" }] }]);
  });

  it("are taken with details as deep and as many as they may be", () => {
    expect(
      readEvents(
        [
          { ...eventOf("e1"), data: nested(16) },
          { ...eventOf("e2"), data: keys(1_000) },
        ],
        context,
      ).rejected,
    ).toEqual([]);
  });

  it("do not keep a user away by a time that has not come", () => {
    const { items, clocksAhead } = readEvents(
      [{ ...eventOf("e1"), type: "user_gone", timestamp: "9999-01-01T00:00:00Z" }],
      context,
    );
    expect([items[0]!.timestamp, clocksAhead]).toEqual([receivedAt, ["rest"]]);
  });
});

describe("reports of runs", () => {
  it("do not keep later ones out by a time that has not come", () => {
    const { items, clocksAhead } = readRuns([{ ...runOf("crm", 1), endedAt: "9999-01-01T00:00:00Z" }], context);
    expect([items[0]!.endedAt, clocksAhead]).toEqual([receivedAt, ["crm"]]);
  });

  it.each([
    ["right", "2026-11-23T11:59:00Z", "2026-11-23T11:59:30Z", "2026-11-23T11:59:30.000Z"],
    ["an hour ahead", "2026-11-23T13:00:00Z", "2026-11-23T13:00:30Z", "2026-11-23T12:00:30.000Z"],
    ["right, and its next run is in 7,000 years", receivedAt, "9999-01-01T00:00:00Z", "2026-12-24T12:00:00.000Z"],
    ["years ahead, and its next run was before", "9999-01-01T00:00:00Z", receivedAt, undefined],
    ["an hour ahead, and there is no next run", "2026-11-23T13:00:00Z", undefined, undefined],
  ])("keep their interval, 31 days at most, where the clock of the sender is %s", (_, startedAt, nextRunAt, known) => {
    const sent = { ...runOf("crm", 1), startedAt, endedAt: startedAt, nextRunAt };
    expect(readRuns([sent], context).items.map((run) => run.nextRunAt)).toEqual([known]);
  });

  it.each([
    ["a target with NUL", { target: "a\0" }, "target"],
    ["evidence that is too deep", { evidence: nested(17) }, "evidence"],
    ["evidence with too many keys", { evidence: keys(1_001) }, "evidence"],
  ])("are refused with %s", (_, differs, path) => {
    const { rejected } = readRuns([{ ...runOf("crm", 1), ...differs }], context);
    expect(rejected[0]!.errors.map((error) => error.path)).toEqual([path]);
  });
});

describe("many that are refused", () => {
  it("are all named, with fewer errors the more there are", () => {
    const { rejected } = readMetrics(
      Array.from({ length: 5_000 }, () => ({ userId: "a" })),
      [],
      context,
    );
    expect(rejected.map(({ index }) => index)).toEqual(Array.from({ length: 5_000 }, (_, index) => index));
    // All 18 fields beside the userId, until there are a thousand errors.
    expect(rejected.map(({ errors }) => errors.length)).toEqual([
      ...Array.from({ length: 56 }, () => 18),
      ...Array.from({ length: 4_944 }, () => 1),
    ]);
  });

  it("are told no more than 20 errors each", () => {
    const featuresUsed = Array.from({ length: 1_000 }, () => 0);
    expect(readOne(metricOf("ada", { featuresUsed: featuresUsed as never })).rejected[0]!.errors).toHaveLength(20);
  });

  it("are refused as a whole where they are too many, and not read one by one", () => {
    const events = Array.from({ length: 5_001 }, (_, n) => eventOf(`e${n}`));
    expect(readEvents(events, context)).toEqual({
      items: [],
      rejected: [
        {
          errors: [
            { path: "", msg: "must be at most 5,000 at once, and are 5,001: send them in parts", location: "body" },
          ],
        },
      ],
      clocksAhead: [],
    });
  });
});

describe("anything else that is sent", () => {
  const json = fc.jsonValue({ stringUnit: "binary" }) as fc.Arbitrary<unknown>;
  const near = (shape: object) =>
    fc.record(
      Object.fromEntries(Object.entries(shape).map(([name, value]) => [name, fc.oneof(fc.constant(value), json)])),
    );

  it("is taken or refused, never a crash, and what is taken can be stored", () => {
    fc.assert(
      fc.property(fc.oneof(json, near(metricOf("ada"))), fc.oneof(json, near(metaOf("m1"))), (value, meta) => {
        const { items, rejected } = readOne(value, meta);
        expect(items.length + rejected.length).toBe(1);
        for (const item of items) toUserArrival(item, () => 1_000);
      }),
    );
    fc.assert(fc.property(near(eventOf("e1")), (value) => readEvents([value], context).items.forEach(toEventArrivals)));
    fc.assert(fc.property(near(runOf("crm", 1)), (value) => readRuns([value], context).items.forEach(toRunArrival)));
  });

  it("comes back as it was sent where it is text: NUL, half characters and all", async () => {
    await using hub = await openTestHub();
    const odd = 'a\0b\ud800"\u2028</script>\u007f';
    const sent = metricOf("ada", { userName: odd, featureTime: { [odd]: 1 }, lastAction: odd });
    const event = { ...eventOf("e1"), userName: odd, data: { [odd]: odd } };
    await hub.post("/api/metrics/bulk", { metrics: [sent], metas: [metaOf("m1", { missing: { company: odd } })] });
    await hub.post("/api/events", event);
    const { metrics, metas, events } = (await (await fetch(`${hub.url}/api/metrics`)).json()) as StateAnswer;
    expect([metrics, metas[0]!.missing, events]).toEqual([[sent], { company: odd }, [event]]);
  });

  it("is read as JSON says where a key is there twice: the last one counts", async () => {
    await using hub = await openTestHub();
    const { status } = await hub.post("/api/metrics", '{"user_id":"ada","clicks":1,"clicks":2}');
    const { metrics } = (await (await fetch(`${hub.url}/api/metrics`)).json()) as StateAnswer;
    expect([status, metrics[0]!.clickCount]).toEqual([200, 2]);
  });
});
