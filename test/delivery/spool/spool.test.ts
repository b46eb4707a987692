import { readFile, writeFile } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import type { Item } from "../../../src/delivery/parcel.ts";
import { DeadLetters } from "../../../src/delivery/spool/dead-letters.ts";
import { SpoolQueue } from "../../../src/delivery/spool/spool-queue.ts";
import { SpoolFullError } from "../../../src/delivery/spool/spool-full-error.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { itemsOf, recordOf, toItem } from "../../support/delivery/records.ts";
import { openSpool, queueOf, spoolFile } from "../../support/delivery/test-spool.ts";
import { makeEvent, makeMeta, makeMetric, makeRun } from "../../support/user-metrics.ts";

function metricAt(userId: string, timestamp: string, missing: Record<string, string> = {}): Item {
  return { type: "metric", record: { metric: makeMetric({ userId, timestamp }), meta: makeMeta({ missing }) } };
}

const event = (id: string, data = {}): Item => ({ type: "event", event: makeEvent({ id, data }) });

const manyLarge = (from: number, to: number): Item[] =>
  Array.from({ length: to - from }, (_, index) => event(`e${from + index}`, { text: "x".repeat(60_000) }));

const timeOf = ({ json }: { json: string }): string => (JSON.parse(json) as UserMetric).timestamp;

/** All that waits, in order, settled batch by batch. */
function drain(queue: SpoolQueue, limit = 100): string[] {
  const keys: string[] = [];
  for (let batch = queue.take(limit); batch.length > 0; batch = queue.take(limit)) {
    keys.push(...batch.map(({ type, key, id }) => (type === "event" ? id : key)));
    queue.settle([]);
  }
  return keys;
}

test("what was put waits until it is settled, also for the next process", async () => {
  const file = await spoolFile();
  const first = openSpool(file);
  const queue = queueOf(first);
  first.put([...itemsOf("u1", "u2"), event("e1")]);
  expect(queue.take(2).map(({ key }) => key)).toEqual(["u1", "u2"]);
  queue.settle([]);
  expect(queue.take(2).map(({ id }) => id)).toEqual(["e1"]);
  first.close();

  const second = openSpool(file);
  const again = queueOf(second);
  expect(again.counts.waiting).toBe(1);
  expect(drain(again)).toEqual(["e1"]);
  second.close();
});

test("each sink has its own place, and what all have is removed", async () => {
  const file = await spoolFile();
  const spool = openSpool(file);
  const [up, down] = [queueOf(spool, "up"), queueOf(spool, "down")];
  spool.put([event("e1"), event("e2")]);
  expect(drain(up)).toEqual(["e1", "e2"]);
  expect(countOf(file, "items")).toBe(2);
  expect(drain(down)).toEqual(["e1", "e2"]);
  expect(countOf(file, "items")).toBe(0);
  spool.close();
});

test("a sink that is new gets what comes, not what was there before it", async () => {
  const spool = openSpool(await spoolFile());
  queueOf(spool, "old");
  spool.put([event("e1")]);
  const fresh = queueOf(spool, "new");
  spool.put([event("e2")]);
  expect(drain(fresh)).toEqual(["e2"]);
  spool.close();
});

describe("of a user", () => {
  test("only the newest metric waits, in the place of the older one", async () => {
    const spool = openSpool(await spoolFile());
    const queue = queueOf(spool);
    spool.put([toItem(recordOf("u1", { pageViews: 1 })), event("e1")]);
    spool.put([toItem(recordOf("u1", { pageViews: 2 })), toItem(recordOf("u1", { pageViews: 3 }))]);
    expect(queue.counts).toEqual({ waiting: 2, conflated: 2, dropped: 0 });
    const [metric] = queue.take(10);
    expect(JSON.parse(metric!.json)).toMatchObject({ userId: "u1", pageViews: 3 });
    spool.close();
  });

  test("a metric that is on its way is not touched, and the newer one comes after it", async () => {
    const spool = openSpool(await spoolFile());
    const queue = queueOf(spool);
    spool.put(itemsOf("u1"));
    queue.take(10);
    spool.put([toItem(recordOf("u1", { pageViews: 2 }))]);
    queue.settle([]);
    const [newer] = queue.take(10);
    expect(JSON.parse(newer!.json)).toMatchObject({ pageViews: 2 });
    queue.settle([]);
    expect(queue.counts).toEqual({ waiting: 0, conflated: 0, dropped: 0 });
    spool.close();
  });

  test("a metric that failed on its way and was replaced meanwhile is not sent again", async () => {
    const spool = openSpool(await spoolFile());
    const queue = queueOf(spool);
    spool.put(itemsOf("u1", "u2"));
    queue.take(10);
    spool.put([toItem(recordOf("u1", { pageViews: 2 }))]);
    expect(queue.take(10).map(({ key, seq }) => [key, seq])).toEqual([
      ["u2", 2],
      ["u1", 3],
    ]);
    queue.settle([]);
    expect(queue.counts).toEqual({ waiting: 0, conflated: 1, dropped: 0 });
    spool.close();
  });

  test("no metric leaves within a second of the one before, and others do not wait for that", async () => {
    let now = 10_000;
    const spool = openSpool(await spoolFile());
    const queue = new SpoolQueue({ spool, sink: "rest", takes: new Set(["metric"]), now: () => now });
    spool.put(itemsOf("u1"));
    drain(queue);
    now += 400;
    spool.put(itemsOf("u1", "u2"));
    expect(drain(queue)).toEqual(["u2"]);
    expect(queue.dueInMs()).toBe(600);
    spool.put([toItem(recordOf("u1", { pageViews: 9 }))]);
    now += 600;
    const due = queue.take(10);
    expect(due.map(({ json }) => (JSON.parse(json) as UserMetric).pageViews)).toEqual([9]);
    queue.settle([]);
    expect([queue.counts, queue.dueInMs()]).toEqual([{ waiting: 0, conflated: 1, dropped: 0 }, undefined]);
    spool.close();
  });

  test("a metric that is held is not forgotten when the process ends", async () => {
    const file = await spoolFile();
    const spool = openSpool(file);
    const queue = new SpoolQueue({ spool, sink: "rest", takes: new Set(["metric"]), now: () => 10_000 });
    spool.put(itemsOf("u1"));
    drain(queue);
    spool.put(itemsOf("u1", "u2", "u3"));
    expect(drain(queue)).toEqual(["u2", "u3"]);
    spool.close();

    const next = openSpool(file);
    // What came after it is sent once more: receivers know it by its id and time.
    expect(drain(queueOf(next, "rest"))).toEqual(["u1", "u2", "u3"]);
    next.close();
  });

  test.each([
    ["the same time", "2026-11-23T12:00:00.000Z", "2026-11-23T12:00:00.001Z"],
    ["a clock that was set back", "2026-11-23T11:00:00.000Z", "2026-11-23T12:00:00.001Z"],
    ["a later time", "2026-11-23T12:00:00.500Z", "2026-11-23T12:00:00.500Z"],
  ])("times rise, with %s, and after a restart too", async (_, given, expected) => {
    const file = await spoolFile();
    for (const isRestarted of [false, true]) {
      const spool = openSpool(isRestarted ? file : await spoolFile());
      queueOf(spool);
      spool.put([metricAt("u1", "2026-11-23T12:00:00.000Z")]);
      if (isRestarted) spool.close();
      const then = isRestarted ? openSpool(file) : spool;
      const [parcel] = then.put([metricAt("u1", given, { lastActionTime: "not shown" })]);
      expect(JSON.parse(parcel!.json)).toMatchObject({ timestamp: expected, lastActionTime: expected });
      then.close();
    }
  });

  test("times rise without any sink too, and a last action that was seen keeps its time", async () => {
    const spool = openSpool(await spoolFile());
    spool.put([metricAt("u1", "2026-11-23T12:00:00.000Z")]);
    const [parcel] = spool.put([metricAt("u1", "2026-11-23T12:00:00.000Z")]);
    expect(JSON.parse(parcel!.json)).toMatchObject({
      timestamp: "2026-11-23T12:00:00.001Z",
      lastActionTime: "2026-11-23T12:00:00.000Z",
    });
    spool.close();
  });
});

test("who is gone left after the newest metric, whatever the clock does", async () => {
  const spool = openSpool(await spoolFile());
  queueOf(spool);
  spool.put([metricAt("u1", "2026-11-23T12:00:00.000Z")]);
  const timestamp = "2026-11-23T11:00:00.000Z";
  const parcels = spool.put(
    ["user_gone", "feature_used"].map((type) => ({ type: "event", event: makeEvent({ type, timestamp }) })),
  );
  expect(parcels.map(timeOf)).toEqual(["2026-11-23T12:00:00.000Z", "2026-11-23T11:00:00.000Z"]);
  spool.close();
});

test("users who were not seen for a month are forgotten, unless something of theirs waits", async () => {
  const file = await spoolFile();
  const month = 31 * 86_400_000;
  const spool = openSpool(file);
  const queue = queueOf(spool);
  spool.put([metricAt("old", "2026-10-01T12:00:00.000Z")]);
  drain(queue);
  spool.put([metricAt("waiting", "2026-10-01T12:00:00.000Z"), metricAt("young", "2026-11-23T12:00:00.000Z")]);
  spool.configure([queue.sink], Date.parse("2026-10-01T12:00:00.000Z") + month);
  expect(rowsOf(file, "SELECT key FROM subjects")).toEqual([{ key: "waiting" }, { key: "young" }]);

  const parcels = spool.put(["old", "waiting"].map((user) => metricAt(user, "2026-09-01T12:00:00.000Z")));
  expect(parcels.map(timeOf)).toEqual(["2026-09-01T12:00:00.000Z", "2026-10-01T12:00:00.001Z"]);
  spool.close();
});

test("of many users everyone has a time of their own, also for the next process, until they are forgotten", async () => {
  const file = await spoolFile();
  const minutes = (from: number): string =>
    new Date(Date.parse("2026-11-23T12:00:00.000Z") + from * 60_000).toISOString();
  const all = Array.from({ length: 1_100 }, (_, index) => index);
  const first = openSpool(file);
  first.put(all.map((index) => metricAt(`u${index}`, minutes(index))));
  first.close();

  const second = openSpool(file);
  const parcels = second.put(all.map((index) => metricAt(`u${index}`, minutes(500))));
  expect(parcels.map(timeOf)).toEqual(
    all.map((index) => (index < 500 ? minutes(500) : minutes(index).replace(".000", ".001"))),
  );

  second.configure([], Date.parse("2027-01-01T00:00:00.000Z"));
  expect([countOf(file, "subjects"), countOf(file, "latest")]).toEqual([0, 0]);
  second.close();
});

test("what found no room has left no time behind", async () => {
  const spool = openSpool(await spoolFile());
  queueOf(spool);
  spool.put([metricAt("u1", "2026-11-23T12:00:00.000Z")]);
  const both = ["u1", "u2"].map((user) => metricAt(user, "2026-11-23T12:00:05.000Z"));
  expect(() => spool.put([...both, ...manyLarge(0, 400)])).toThrow(SpoolFullError);

  spool.put([metricAt("u3", "2026-11-23T12:00:10.000Z")]);
  expect(spool.put(both).map(timeOf)).toEqual(both.map(() => "2026-11-23T12:00:05.000Z"));
  spool.close();
});

test("of a target only the last run waits, and every event", async () => {
  const spool = openSpool(await spoolFile());
  const queue = queueOf(spool);
  for (const rows of [1, 2]) spool.put([{ type: "run", run: makeRun({ rows }) }, event(`e${rows}`)]);
  expect(queue.take(10).map(({ type, json }) => [type, (JSON.parse(json) as { rows?: number }).rows])).toEqual([
    ["run", 2],
    ["event", undefined],
    ["event", undefined],
  ]);
  spool.close();
});

test("a sink is given only what it takes, and the rest does not wait for it", async () => {
  const file = await spoolFile();
  const spool = openSpool(file);
  const queue = new SpoolQueue({ spool, sink: "rest", takes: new Set(["metric"]) });
  spool.put([event("e1"), ...itemsOf("u1"), event("e2")]);
  expect(queue.counts.waiting).toBe(1);
  expect(drain(queue)).toEqual(["u1"]);
  expect([queue.counts.waiting, queue.take(10)]).toEqual([0, []]);
  spool.close();
});

describe("how much waits is counted", () => {
  const metricsOnly = new Set(["metric"] as const);

  test("by what the sink takes, also of what an earlier process left for others", async () => {
    const file = await spoolFile();
    const first = openSpool(file);
    first.configure(["metrics", "all"], 0);
    queueOf(first, "all");
    first.put([event("e1"), ...itemsOf("u1"), event("e2")]);
    first.close();

    const second = openSpool(file);
    const queue = new SpoolQueue({ spool: second, sink: "metrics", takes: metricsOnly });
    expect(queue.counts.waiting).toBe(1);
    expect(drain(queue)).toEqual(["u1"]);
    expect(queue.counts.waiting).toBe(0);
    second.close();
  });

  test("as it is on disk, also while something that was replaced is on its way", async () => {
    const file = await spoolFile();
    const spool = openSpool(file);
    const queue = queueOf(spool);
    spool.put(itemsOf("u1", "u2"));
    queue.take(10);
    spool.put([toItem(recordOf("u1", { pageViews: 2 }))]);
    expect([queue.counts.waiting, countOf(file, "items")]).toEqual([2, 2]);
    queue.settle([]);
    expect([queue.counts.waiting, countOf(file, "items")]).toEqual([1, 1]);
    spool.close();
  });

  test("with all letters that come back, in their order, however many", async () => {
    const file = await spoolFile();
    const spool = openSpool(file);
    const queue = queueOf(spool);
    const ids = Array.from({ length: 2_500 }, (_, index) => `e${index}`);
    spool.put(ids.map((id) => event(id)));
    queue.settle(queue.take(5_000).map((_, index) => ({ index, reason: "no" })));

    using letters = DeadLetters.open(file);
    expect(letters.replay("all")).toBe(2_500);
    queue.recount();

    expect(queue.counts.waiting).toBe(2_500);
    expect(drain(queue, 5_000)).toEqual(ids);
    expect(letters.list()).toEqual([]);
    spool.close();
  });

  test("without what was sent before one that is held, when letters come back", async () => {
    const file = await spoolFile();
    const spool = openSpool(file);
    const queue = new SpoolQueue({ spool, sink: "rest", takes: metricsOnly, now: () => 10_000 });
    spool.put(itemsOf("u1", "u9"));
    queue.take(10);
    queue.settle([{ index: 1, reason: "no" }]);
    spool.put(itemsOf("u1", "u2"));
    expect(drain(queue)).toEqual(["u2"]);

    using letters = DeadLetters.open(file);
    letters.replay("all");
    queue.recount();
    expect(queue.counts.waiting).toBe(2);
    spool.close();
  });

  test("for each sink by itself, where the letter of another has to make room", async () => {
    const file = await spoolFile();
    const spool = openSpool(file, { whenFull: "drop-oldest" });
    const [a, b] = [queueOf(spool, "a"), queueOf(spool, "b")];
    spool.put([event("e1")]);
    a.take(1);
    a.settle([{ index: 0, reason: "no" }]);
    drain(b);
    using letters = DeadLetters.open(file);
    letters.replay("all");
    a.recount();
    b.recount();
    expect([a.counts.waiting, b.counts.waiting]).toEqual([1, 0]);

    for (let from = 0; a.counts.dropped === 0; from += 100) spool.put(manyLarge(from, from + 100));
    expect(a.counts.dropped - b.counts.dropped).toBe(1);
    expect(a.counts.waiting).toBe(b.counts.waiting);
    expect(drain(b)).toEqual(drain(a));
    expect([a.counts.waiting, b.counts.waiting]).toEqual([0, 0]);
    spool.close();
  });
});

test("what a sink does not take is removed without it", async () => {
  const file = await spoolFile();
  const spool = openSpool(file);
  const queue = new SpoolQueue({ spool, sink: "metrics", takes: new Set(["metric"]) });
  spool.put([event("e1")]);
  expect(queue.take(10)).toEqual([]);
  expect(countOf(file, "items")).toBe(0);
  spool.close();
});

describe("what a sink refuses", () => {
  test("is set aside with the reason, and blocks nothing", async () => {
    const file = await spoolFile();
    const spool = openSpool(file);
    const queue = queueOf(spool, "rest");
    spool.put(itemsOf("u1", "u2", "u3"));
    queue.take(10);
    queue.settle([{ index: 1, reason: "email must be an e-mail address" }]);
    expect(queue.counts.waiting).toBe(0);
    spool.close();
    expect(rowsOf(file, "SELECT sink, key, reason FROM dead_letters")).toEqual([
      { sink: "rest", key: "u2", reason: "email must be an e-mail address" },
    ]);
  });
});

describe("what waits for a sink that is not configured now", () => {
  test("is put aside, takes no part in the room for others, and goes on when the sink is there again", async () => {
    const file = await spoolFile();
    const first = openSpool(file);
    first.configure(["a", "b"], 0);
    const [a] = [queueOf(first, "a"), queueOf(first, "b")];
    first.put([event("e1"), event("e2")]);
    drain(a);
    first.close();

    const second = openSpool(file);
    expect([...second.configure(["a"], 0)]).toEqual([["b", 2]]);
    expect(countOf(file, "items")).toBe(0);
    const only = queueOf(second, "a");
    second.put([event("e3")]);
    expect(drain(only)).toEqual(["e3"]);
    second.close();

    const third = openSpool(file);
    expect([...third.configure(["a", "b"], 0)]).toEqual([]);
    const [again, back] = [queueOf(third, "a"), queueOf(third, "b")];
    third.put([event("e4")]);
    expect([drain(again), drain(back)]).toEqual([["e4"], ["e1", "e2", "e4"]]);
    expect([countOf(file, "items"), countOf(file, "dead_letters")]).toEqual([0, 0]);
    third.close();
  });
});

describe("a spool that is full", () => {
  test("takes nothing until there is room, and is as it was", async () => {
    const spool = openSpool(await spoolFile());
    const queue = queueOf(spool);
    spool.put(manyLarge(0, 200));
    expect(() => spool.put(manyLarge(200, 300))).toThrow(SpoolFullError);
    expect(queue.counts.waiting).toBe(200);
    queue.take(150);
    queue.settle([]);
    spool.put(manyLarge(200, 300));
    expect(drain(queue)).toHaveLength(150);
    spool.close();
  });

  test("takes what takes the place of another", async () => {
    const spool = openSpool(await spoolFile());
    const queue = queueOf(spool);
    const users = Array.from({ length: 240 }, (_, index) =>
      toItem(recordOf(`u${index}`, { userName: "x".repeat(60_000) })),
    );
    for (let round = 0; round < 5; round += 1) spool.put(users);
    expect(queue.counts).toEqual({ waiting: 240, conflated: 4 * 240, dropped: 0 });
    spool.close();
  });

  test("drops what is oldest, and counts it", async () => {
    const spool = openSpool(await spoolFile(), { whenFull: "drop-oldest" });
    const queue = queueOf(spool);
    for (let from = 0; from < 2_000; from += 100) spool.put(manyLarge(from, from + 100));
    const { waiting, dropped } = queue.counts;
    expect(waiting + dropped).toBe(2_000);
    const left = drain(queue, 1_000);
    expect(left).toHaveLength(waiting);
    expect(left.at(-1)).toBe("e1999");
    spool.close();
  });

  test("counts what it drops once, also where there is no room for the notes at first", async () => {
    const spool = openSpool(await spoolFile(), { whenFull: "drop-newest" });
    queueOf(spool);
    spool.put(manyLarge(0, 200));
    const note = { key: "k", value: "x".repeat(16 * 1024 * 1024) };
    for (let attempt = 0; attempt < 2; attempt += 1)
      expect(() => spool.put(manyLarge(200, 300), [note])).toThrow(SpoolFullError);
    expect(spool.refused).toBe(0);
    spool.close();
  });

  test("drops what is newest, counts it, and keeps the notes", async () => {
    const spool = openSpool(await spoolFile(), { whenFull: "drop-newest" });
    const queue = queueOf(spool);
    spool.put(manyLarge(0, 200));
    spool.put(manyLarge(200, 300), [{ key: "k", value: "v" }]);
    expect([spool.refused, queue.counts.waiting]).toEqual([100, 200]);
    expect(spool.notes()).toEqual([{ key: "k", value: "v" }]);
    spool.close();
  });
});

test("notes are there with what they led to, or not at all", async () => {
  const file = await spoolFile();
  const spool = openSpool(file);
  queueOf(spool);
  spool.put(
    [event("e1")],
    [
      { key: "a", value: "1" },
      { key: "b", value: "2" },
    ],
  );
  spool.put(
    [],
    [
      { key: "a", value: undefined },
      { key: "b", value: "3" },
    ],
  );
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  expect(() => spool.put([{ type: "event", event: makeEvent({ data: cyclic }) }], [{ key: "b", value: "4" }])).toThrow(
    TypeError,
  );
  expect(spool.notes()).toEqual([{ key: "b", value: "3" }]);
  spool.close();
});

test("a file of the first format is brought to today's, with the newest time of each user", async () => {
  const file = await spoolFile();
  const first = openSpool(file);
  const queue = queueOf(first);
  first.put([metricAt("u1", "2026-03-01T10:00:00.000Z"), metricAt("u2", "2026-03-01T12:00:00.000Z")]);
  drain(queue);
  first.put([metricAt("u2", "2026-03-01T12:00:01.000Z")]);
  first.close();
  toFirstFormat(file);

  const second = openSpool(file);
  const again = queueOf(second);
  second.put([metricAt("u1", "2026-03-01T09:00:00.000Z"), metricAt("u2", "2026-03-01T12:00:02.000Z")]);
  expect(again.take(10).map(timeOf)).toEqual(["2026-03-01T12:00:02.000Z", "2026-03-01T10:00:00.001Z"]);
  second.close();
});

/** Of the two users that it knows. */
function toFirstFormat(file: string): void {
  const database = new DatabaseSync(file);
  const page = database.prepare("SELECT cells FROM latest").get()!["cells"] as Uint8Array<ArrayBuffer>;
  const cells = new Float64Array(page.buffer);
  database.exec(`
    DROP TABLE latest;
    CREATE TABLE latest (
      type TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (type, key)
    ) STRICT, WITHOUT ROWID;`);
  const write = database.prepare("INSERT INTO latest SELECT type, key, ?, ? FROM subjects WHERE id = ?");
  for (const id of [1, 2]) write.run(cells[2 * id]!, cells[2 * id + 1]!, id);
  database.exec("DROP TABLE subjects; PRAGMA user_version = 1;");
  database.close();
}

test("a file of a newer version is refused with a sentence", async () => {
  const file = await spoolFile();
  const database = new DatabaseSync(file);
  database.exec("PRAGMA user_version = 99");
  database.close();
  expect(() => openSpool(file)).toThrow(`The spool ${file} was written by a newer version of live-metrics`);
});

test("a file that is none is refused with a sentence, and is not touched", async () => {
  const file = await spoolFile();
  await writeFile(file, "this is no database, whatever its name says: it is a letter to a friend");
  expect(() => openSpool(file)).toThrow(/^The spool .* cannot be opened: file is not a database$/);
  expect(await readFile(file, "utf8")).toMatch(/^this is no database/);
});

function rowsOf(file: string, sql: string): unknown[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare(sql).all();
  database.close();
  return rows.map((row) => Object.fromEntries(Object.entries(row)));
}

function countOf(file: string, table: string): number {
  return (rowsOf(file, `SELECT count(*) AS count FROM ${table}`)[0] as { count: number }).count;
}
