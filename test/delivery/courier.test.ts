import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { openSink } from "../../src/delivery/open-sink.ts";
import { Courier, type CourierCounts } from "../../src/delivery/courier.ts";
import { MemoryQueue } from "../../src/delivery/memory-queue.ts";
import { toParcel, type Item, type Parcel } from "../../src/delivery/parcel.ts";
import type { Queue } from "../../src/delivery/queue.ts";
import type { Sink } from "../../src/delivery/sink.ts";
import { SpoolQueue } from "../../src/delivery/spool/spool-queue.ts";
import { Spool } from "../../src/delivery/spool/spool.ts";
import { SinkError } from "../../src/errors.ts";
import { silentLog, type Log } from "../../src/log.ts";
import type { MetricRecord } from "../../src/metric/meta.ts";
import { recordOf, recordsOf, toItem } from "../support/delivery/records.ts";
import { RestReceiver } from "../support/delivery/rest-receiver.ts";
import { failsForNow, refusesForGood, ScriptedSink } from "../support/delivery/scripted-sink.ts";
import { keptLog } from "../support/kept-log.ts";

const never = new AbortController().signal;
const patient = Number.POSITIVE_INFINITY;

interface Carrying {
  push(records: MetricRecord[]): void;
  flush(signal: AbortSignal, patienceMs: number): Promise<void>;
  close(): Promise<void>;
  readonly counts: CourierCounts;
}

interface CarryingOptions {
  capacity?: number;
  log?: Log;
}

/** Without jitter there is no wait between attempts. */
function carry(
  sink: Sink,
  queue: Queue,
  { log = silentLog, add }: { log?: Log | undefined; add: (items: Item[]) => void },
): Carrying {
  const courier = new Courier({ sink, queue, log, random: () => 0 });
  return {
    push(records) {
      add(records.map(toItem));
      courier.call();
    },
    flush: (signal, patienceMs) => courier.flush(signal, patienceMs),
    close: () => courier.close(),
    get counts() {
      return courier.counts;
    },
  };
}

function fromMemory(sink: Sink, { capacity = 100, log = silentLog }: CarryingOptions = {}): Carrying {
  const queue = new MemoryQueue({ capacity, onDrop: () => log.error(`${sink.label} is behind`) });
  return carry(sink, queue, { log, add: (items) => queue.add(items.map(toParcel)) });
}

/** By a clock that goes on by a second at each look, so that nobody has to wait. */
function fromDisk(sink: Sink, { log }: CarryingOptions = {}): Carrying {
  const folder = mkdtempSync(join(tmpdir(), "live-metrics-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const spool = Spool.open({ file: join(folder, "spool.sqlite"), maxMegabytes: 16, whenFull: "block" });
  let clock = 0;
  const queue = new SpoolQueue({ spool, sink: sink.label, takes: sink.takes, now: () => (clock += 1_000) });
  return carry(sink, queue, { log, add: (items) => void spool.put(items) });
}

describe.each([
  ["memory", fromMemory],
  ["the spool", fromDisk],
])("a courier of %s", (_, outboxOf) => {
  test("delivers in the order of pushing, in batches no larger than the sink takes", async () => {
    const sink = new ScriptedSink([], { batchSize: 2 });
    const courier = outboxOf(sink);
    courier.push(recordsOf("u1", "u2", "u3", "u4", "u5"));
    await courier.flush(never, patient);
    expect(sink.writes).toEqual([["u1", "u2"], ["u3", "u4"], ["u5"]]);
    expect(courier.counts).toEqual({ delivered: 5, rejected: 0, conflated: 0, dropped: 0, waiting: 0 });
  });

  test("keeps only the newest metric of a user while it waits, in the place of the older", async () => {
    const sink = new ScriptedSink(["hold"]);
    const courier = outboxOf(sink);
    const first = sink.nextWrite();
    courier.push([recordOf("u1", { pageViews: 1 })]);
    await first;
    courier.push([recordOf("u1", { pageViews: 2 }), recordOf("u2"), recordOf("u1", { pageViews: 3 })]);
    sink.release();
    await courier.flush(never, patient);
    expect(sink.delivered.map(({ metric }) => [metric.userId, metric.pageViews])).toEqual([
      ["u1", 1],
      ["u1", 3],
      ["u2", 61],
    ]);
    expect(courier.counts).toMatchObject({ delivered: 3, conflated: 1 });
  });

  test("tries again until it succeeds, and says so once at each turn", async () => {
    const { log, said } = keptLog();
    const sink = new ScriptedSink([failsForNow, failsForNow, failsForNow]);
    const courier = outboxOf(sink, { log });
    courier.push(recordsOf("u1", "u2"));
    await courier.flush(never, patient);
    expect(sink.writes).toEqual([
      ["u1", "u2"],
      ["u1", "u2"],
      ["u1", "u2"],
      ["u1", "u2"],
    ]);
    expect(courier.counts).toMatchObject({ delivered: 2, waiting: 0 });
    expect(said).toEqual([
      { level: "warn", msg: "hub is away; trying again until it succeeds", hint: "Start it." },
      { level: "info", msg: "scripted takes metrics again" },
    ]);
  });

  test("sends what is newer, not what failed, and never an older metric after a newer one", async () => {
    const sink = new ScriptedSink(["hold", failsForNow]);
    const courier = outboxOf(sink);
    const written = sink.nextWrite();
    courier.push([recordOf("u1", { pageViews: 1 })]);
    await written;
    courier.push([recordOf("u1", { pageViews: 2 }), recordOf("u2", { pageViews: 2 })]);
    sink.release();
    await sink.nextWrite();
    courier.push([recordOf("u1", { pageViews: 3 })]);
    await courier.flush(never, patient);
    const [first, ...others] = sink.delivered.map(({ metric }) => `${metric.userId} ${metric.pageViews}`);
    expect([first, new Set(others)]).toEqual(["u1 1", new Set(["u1 3", "u2 2"])]);
    expect(others).toHaveLength(2);
  });

  test("counts what is refused for good, says why, and goes on with the rest", async () => {
    const { log, said } = keptLog();
    const sink = new ScriptedSink(
      [refusesForGood, { rejected: [{ index: 1, reason: "email must be an e-mail address" }] }],
      { batchSize: 2 },
    );
    const courier = outboxOf(sink, { log });
    courier.push(recordsOf("u1", "u2", "u3", "u4", "u5"));
    await courier.flush(never, patient);
    expect(courier.counts).toEqual({ delivered: 2, rejected: 3, conflated: 0, dropped: 0, waiting: 0 });
    expect(said).toEqual([
      { level: "error", msg: "scripted refused 2 of 2: hub answered 401", hint: "Give a key." },
      { level: "error", msg: "scripted refused 1 of 2: email must be an e-mail address" },
    ]);
  });

  test("keeps what a sink lost in a way nobody foresaw", async () => {
    const { log, said } = keptLog();
    const sink = new ScriptedSink([new TypeError("disk full")]);
    const courier = outboxOf(sink, { log });
    courier.push(recordsOf("u1"));
    await courier.flush(never, patient);
    expect(courier.counts).toMatchObject({ delivered: 1 });
    expect(said[0]).toEqual({ level: "warn", msg: "scripted failed: disk full; trying again until it succeeds" });
  });

  test("counts what still waits when it is closed while failing, and closes its sink", async () => {
    const sink = new ScriptedSink(["hold"]);
    const courier = outboxOf(sink);
    courier.push(recordsOf("u1", "u2"));
    courier.push(recordsOf("u3"));
    await courier.close();
    expect(courier.counts).toEqual({ delivered: 0, rejected: 0, conflated: 0, dropped: 0, waiting: 3 });
    expect(sink.closed).toBe(1);
  });

  test("waits as long as the receiver asked for, and no longer once it is closed", async () => {
    const { log, said } = keptLog();
    const sink = new ScriptedSink([new SinkError("hub answered 429", { retryable: true, retryAfterMs: 3_600_000 })]);
    const courier = outboxOf(sink, { log });
    courier.push(recordsOf("u1"));
    await vi.waitUntil(() => said.length > 0);
    await courier.close();
    expect(sink.writes).toEqual([["u1"]]);
    expect(courier.counts.waiting).toBe(1);
  });
});

describe("what waits in memory", () => {
  test("drops the user that waits longest when it is full, counts each, and says so once", async () => {
    const { log, said } = keptLog();
    const sink = new ScriptedSink(["hold"]);
    const courier = fromMemory(sink, { capacity: 2, log });
    courier.push(recordsOf("u0"));
    courier.push(recordsOf("u1", "u2", "u3", "u4"));
    expect(courier.counts).toEqual({ delivered: 0, rejected: 0, conflated: 0, dropped: 2, waiting: 3 });
    sink.release();
    await courier.flush(never, patient);
    expect(sink.writes).toEqual([["u0"], ["u3", "u4"]]);
    expect(said).toEqual([{ level: "error", msg: "scripted is behind" }]);
  });

  test("forgets what a receiver that went away does not want, and takes nothing more", async () => {
    const sink = new ScriptedSink([{ rejected: [], isGone: true }], { batchSize: 1 });
    const courier = fromMemory(sink);
    courier.push(recordsOf("u1", "u2"));
    await courier.flush(never, patient);
    courier.push(recordsOf("u3"));
    await courier.flush(never, patient);
    expect(sink.writes).toEqual([["u1"]]);
    expect(courier.counts).toEqual({ delivered: 0, rejected: 0, conflated: 0, dropped: 0, waiting: 0 });
  });
});

test("what comes does not wait for what may not leave yet", async () => {
  const ready: Parcel[] = [];
  const queue: Queue = {
    counts: { waiting: 1, conflated: 0, dropped: 0 },
    take: () => ready.splice(0),
    untilSafe: () => undefined,
    dueInMs: () => 3_600_000,
    settle: () => {},
    forget: () => {},
  };
  const sink = new ScriptedSink();
  const courier = new Courier({ sink, queue, log: silentLog });
  courier.call();
  await setImmediate();
  ready.push(...recordsOf("u1").map(toItem).map(toParcel));
  courier.call();
  await vi.waitUntil(() => sink.writes.length === 1);
  await courier.close();
});

test("what is refused for good, and cannot be set aside, is kept", async () => {
  let attempts = 0;
  const queue = new MemoryQueue();
  const settle = queue.settle.bind(queue);
  queue.settle = () => {
    attempts += 1;
    if (attempts < 3) throw new Error("database or disk is full");
    settle();
  };
  const { log, said } = keptLog();
  const courier = new Courier({
    sink: new ScriptedSink([refusesForGood, refusesForGood, refusesForGood]),
    queue,
    log,
    random: () => 0,
  });
  queue.add(recordsOf("u1").map(toItem).map(toParcel));
  courier.call();
  await courier.flush(never, patient);
  await courier.close();
  expect(courier.counts).toEqual({ delivered: 0, rejected: 1, conflated: 0, dropped: 0, waiting: 0 });
  expect(said.map(({ msg }) => msg)).toEqual([
    "scripted failed: database or disk is full; trying again until it succeeds",
    "scripted refused 1 of 1: hub answered 401",
  ]);
});

describe("flushing", () => {
  test("ends at once where nothing waits", async () => {
    await fromMemory(new ScriptedSink()).flush(never, patient);
  });

  test("ends when it is told to, and leaves what waits", async () => {
    const sink = new ScriptedSink(["hold"]);
    const courier = fromMemory(sink);
    courier.push(recordsOf("u1"));
    const stop = new AbortController();
    const flushed = courier.flush(stop.signal, patient);
    stop.abort();
    await flushed;
    expect(courier.counts.waiting).toBe(1);
    await courier.close();
  });

  test("does not wait at all when it was told to end before", async () => {
    const courier = fromMemory(new ScriptedSink(["hold"]));
    courier.push(recordsOf("u1"));
    await courier.flush(AbortSignal.abort(), patient);
    expect(courier.counts.waiting).toBe(1);
    await courier.close();
  });

  test("loses patience with a receiver that only fails", async () => {
    const sink = new ScriptedSink(Array.from({ length: 10_000 }, () => failsForNow));
    const courier = fromMemory(sink);
    courier.push(recordsOf("u1"));
    await courier.flush(never, 0);
    expect(courier.counts.waiting).toBe(1);
    expect(sink.writes.length).toBeLessThan(10_000);
  });

  test("has no patience with a receiver that is not to be tried before it ends", async () => {
    const sink = new ScriptedSink([new SinkError("hub answered 401", { retryable: true, retryAfterMs: 60_000 })]);
    const courier = fromMemory(sink);
    courier.push(recordsOf("u1"));
    await courier.flush(never, 15_000);
    expect([sink.writes.length, courier.counts.waiting]).toEqual([1, 1]);
    await courier.close();
  });

  test("has patience with a receiver that is slow", async () => {
    const sink = new ScriptedSink(["hold", "hold"], { batchSize: 1 });
    const courier = fromMemory(sink);
    courier.push(recordsOf("u1", "u2"));
    const flushed = courier.flush(never, 0);
    const second = sink.nextWrite();
    sink.release();
    await second;
    sink.release();
    await flushed;
    expect(courier.counts).toMatchObject({ delivered: 2, waiting: 0 });
  });

  test("cuts a long wait between attempts short", async () => {
    const { log, said } = keptLog();
    const sink = new ScriptedSink([new SinkError("hub answered 429", { retryable: true, retryAfterMs: 3_600_000 })]);
    const courier = fromMemory(sink, { log });
    courier.push(recordsOf("u1"));
    await vi.waitUntil(() => said.length > 0);
    await courier.flush(never, 60_000);
    expect(courier.counts).toMatchObject({ delivered: 1, waiting: 0 });
  });
});

test("a receiver that is down gets everything once it is up again, each user's newest", async () => {
  const first = await RestReceiver.open();
  const { port, url } = first;
  await first[Symbol.asyncDispose]();
  const { log, said } = keptLog();
  const courier = fromMemory(openSink({ type: "rest", url }, { log, onGone: () => {} }), { log });

  courier.push([recordOf("u1", { pageViews: 1 }), recordOf("u2", { pageViews: 1 })]);
  await vi.waitUntil(() => said.length > 0);
  courier.push([recordOf("u1", { pageViews: 2 })]);
  await using receiver = await RestReceiver.open(port);
  await courier.flush(never, patient);
  await courier.close();

  expect(receiver.metrics.map(({ userId, pageViews }) => [userId, pageViews])).toEqual([
    ["u1", 2],
    ["u2", 1],
  ]);
  expect(courier.counts).toEqual({ delivered: 2, rejected: 0, conflated: 1, dropped: 0, waiting: 0 });
});
