import { describe, expect, test, vi } from "vitest";
import { openSink } from "../../src/delivery/open-sink.ts";
import { Outbox } from "../../src/delivery/outbox.ts";
import type { Sink } from "../../src/delivery/sink.ts";
import { SinkError } from "../../src/errors.ts";
import { silentLog } from "../../src/log.ts";
import { recordOf, recordsOf } from "../support/delivery/records.ts";
import { RestReceiver } from "../support/delivery/rest-receiver.ts";
import { failsForNow, refusesForGood, ScriptedSink } from "../support/delivery/scripted-sink.ts";
import { keptLog } from "../support/kept-log.ts";

const never = new AbortController().signal;
const patient = Number.POSITIVE_INFINITY;

/** Without jitter there is no wait between attempts. */
function outboxOf(sink: Sink, { capacity = 100, log = silentLog } = {}): Outbox {
  return new Outbox({ sink, log, capacity, random: () => 0 });
}

describe("an outbox", () => {
  test("delivers in the order of pushing, in batches no larger than the sink takes", async () => {
    const sink = new ScriptedSink([], { batchSize: 2 });
    const outbox = outboxOf(sink);
    outbox.push(recordsOf("u1", "u2", "u3", "u4", "u5"));
    await outbox.flush(never, patient);
    expect(sink.writes).toEqual([["u1", "u2"], ["u3", "u4"], ["u5"]]);
    expect(outbox.counts).toEqual({ delivered: 5, rejected: 0, conflated: 0, dropped: 0, waiting: 0 });
  });

  test("keeps only the newest metric of a user while it waits, in the place of the older", async () => {
    const sink = new ScriptedSink(["hold"]);
    const outbox = outboxOf(sink);
    outbox.push([recordOf("u1", { pageViews: 1 })]);
    outbox.push([recordOf("u1", { pageViews: 2 }), recordOf("u2"), recordOf("u1", { pageViews: 3 })]);
    sink.release();
    await outbox.flush(never, patient);
    expect(sink.delivered.map(({ metric }) => [metric.userId, metric.pageViews])).toEqual([
      ["u1", 1],
      ["u1", 3],
      ["u2", 61],
    ]);
    expect(outbox.counts).toMatchObject({ delivered: 3, conflated: 1 });
  });

  test("tries again until it succeeds, and says so once at each turn", async () => {
    const { log, said } = keptLog();
    const sink = new ScriptedSink([failsForNow, failsForNow, failsForNow]);
    const outbox = outboxOf(sink, { log });
    outbox.push(recordsOf("u1", "u2"));
    await outbox.flush(never, patient);
    expect(sink.writes).toEqual([
      ["u1", "u2"],
      ["u1", "u2"],
      ["u1", "u2"],
      ["u1", "u2"],
    ]);
    expect(outbox.counts).toMatchObject({ delivered: 2, waiting: 0 });
    expect(said).toEqual([
      { level: "warn", msg: "hub is away; trying again until it succeeds", hint: "Start it." },
      { level: "info", msg: "scripted takes metrics again" },
    ]);
  });

  test("sends what is newer, not what failed, and never an older metric after a newer one", async () => {
    const sink = new ScriptedSink(["hold", failsForNow]);
    const outbox = outboxOf(sink);
    outbox.push([recordOf("u1", { pageViews: 1 })]);
    outbox.push([recordOf("u1", { pageViews: 2 }), recordOf("u2", { pageViews: 2 })]);
    sink.release();
    await sink.nextWrite();
    outbox.push([recordOf("u1", { pageViews: 3 })]);
    await outbox.flush(never, patient);
    expect(sink.delivered.map(({ metric }) => [metric.userId, metric.pageViews])).toEqual([
      ["u1", 1],
      ["u1", 3],
      ["u2", 2],
    ]);
  });

  test("counts what is refused for good, says why, and goes on with the rest", async () => {
    const { log, said } = keptLog();
    const sink = new ScriptedSink(
      [refusesForGood, { rejected: [{ index: 1, reason: "email must be an e-mail address" }] }],
      { batchSize: 2 },
    );
    const outbox = outboxOf(sink, { log });
    outbox.push(recordsOf("u1", "u2", "u3", "u4", "u5"));
    await outbox.flush(never, patient);
    expect(outbox.counts).toEqual({ delivered: 2, rejected: 3, conflated: 0, dropped: 0, waiting: 0 });
    expect(said).toEqual([
      { level: "error", msg: "scripted refused 2 of 2 metrics: hub answered 401", hint: "Give a key." },
      { level: "error", msg: "scripted refused 1 of 2 metrics: email must be an e-mail address" },
    ]);
  });

  test("keeps what a sink lost in a way nobody foresaw", async () => {
    const { log, said } = keptLog();
    const sink = new ScriptedSink([new TypeError("disk full")]);
    const outbox = outboxOf(sink, { log });
    outbox.push(recordsOf("u1"));
    await outbox.flush(never, patient);
    expect(outbox.counts).toMatchObject({ delivered: 1 });
    expect(said[0]).toEqual({ level: "warn", msg: "scripted failed: disk full; trying again until it succeeds" });
  });

  test("drops the user that waits longest when it is full, counts each, and says so once", async () => {
    const { log, said } = keptLog();
    const sink = new ScriptedSink(["hold"]);
    const outbox = outboxOf(sink, { capacity: 2, log });
    outbox.push(recordsOf("u0"));
    outbox.push(recordsOf("u1", "u2", "u3", "u4"));
    expect(outbox.counts).toEqual({ delivered: 0, rejected: 0, conflated: 0, dropped: 2, waiting: 3 });
    sink.release();
    await outbox.flush(never, patient);
    expect(sink.writes).toEqual([["u0"], ["u3", "u4"]]);
    expect(said).toEqual([
      { level: "error", msg: "scripted is behind: metrics that waited longest are dropped", capacity: 2 },
    ]);
  });

  test("counts what still waits when it is closed while failing, and closes its sink", async () => {
    const sink = new ScriptedSink(["hold"]);
    const outbox = outboxOf(sink);
    outbox.push(recordsOf("u1", "u2"));
    outbox.push(recordsOf("u3"));
    await outbox.close();
    expect(outbox.counts).toEqual({ delivered: 0, rejected: 0, conflated: 0, dropped: 0, waiting: 3 });
    expect(sink.closed).toBe(1);
  });

  test("forgets what a receiver that went away does not want, and takes nothing more", async () => {
    const sink = new ScriptedSink([{ rejected: [], isGone: true }], { batchSize: 1 });
    const outbox = outboxOf(sink);
    outbox.push(recordsOf("u1", "u2"));
    await outbox.flush(never, patient);
    outbox.push(recordsOf("u3"));
    await outbox.flush(never, patient);
    expect(sink.writes).toEqual([["u1"]]);
    expect(outbox.counts).toEqual({ delivered: 0, rejected: 0, conflated: 0, dropped: 0, waiting: 0 });
  });

  test("waits as long as the receiver asked for, and no longer once it is closed", async () => {
    const { log, said } = keptLog();
    const sink = new ScriptedSink([new SinkError("hub answered 429", { retryable: true, retryAfterMs: 3_600_000 })]);
    const outbox = outboxOf(sink, { log });
    outbox.push(recordsOf("u1"));
    await vi.waitUntil(() => said.length > 0);
    await outbox.close();
    expect(sink.writes).toEqual([["u1"]]);
    expect(outbox.counts.waiting).toBe(1);
  });
});

describe("flushing", () => {
  test("ends at once where nothing waits", async () => {
    await outboxOf(new ScriptedSink()).flush(never, patient);
  });

  test("ends when it is told to, and leaves what waits", async () => {
    const sink = new ScriptedSink(["hold"]);
    const outbox = outboxOf(sink);
    outbox.push(recordsOf("u1"));
    const stop = new AbortController();
    const flushed = outbox.flush(stop.signal, patient);
    stop.abort();
    await flushed;
    expect(outbox.counts.waiting).toBe(1);
    await outbox.close();
  });

  test("does not wait at all when it was told to end before", async () => {
    const outbox = outboxOf(new ScriptedSink(["hold"]));
    outbox.push(recordsOf("u1"));
    await outbox.flush(AbortSignal.abort(), patient);
    expect(outbox.counts.waiting).toBe(1);
    await outbox.close();
  });

  test("loses patience with a receiver that only fails", async () => {
    const sink = new ScriptedSink(Array.from({ length: 10_000 }, () => failsForNow));
    const outbox = outboxOf(sink);
    outbox.push(recordsOf("u1"));
    await outbox.flush(never, 0);
    expect(outbox.counts.waiting).toBe(1);
    expect(sink.writes.length).toBeLessThan(10_000);
  });

  test("has patience with a receiver that is slow", async () => {
    const sink = new ScriptedSink(["hold", "hold"], { batchSize: 1 });
    const outbox = outboxOf(sink);
    outbox.push(recordsOf("u1", "u2"));
    const flushed = outbox.flush(never, 0);
    const second = sink.nextWrite();
    sink.release();
    await second;
    sink.release();
    await flushed;
    expect(outbox.counts).toMatchObject({ delivered: 2, waiting: 0 });
  });

  test("cuts a long wait between attempts short", async () => {
    const { log, said } = keptLog();
    const sink = new ScriptedSink([new SinkError("hub answered 429", { retryable: true, retryAfterMs: 3_600_000 })]);
    const outbox = outboxOf(sink, { log });
    outbox.push(recordsOf("u1"));
    await vi.waitUntil(() => said.length > 0);
    await outbox.flush(never, 60_000);
    expect(outbox.counts).toMatchObject({ delivered: 1, waiting: 0 });
  });
});

test("a receiver that is down gets everything once it is up again, each user's newest", async () => {
  const first = await RestReceiver.open();
  const { port, url } = first;
  await first[Symbol.asyncDispose]();
  const { log, said } = keptLog();
  const outbox = outboxOf(openSink({ type: "rest", url }, { log, onGone: () => {} }), { log });

  outbox.push([recordOf("u1", { pageViews: 1 }), recordOf("u2", { pageViews: 1 })]);
  await vi.waitUntil(() => said.length > 0);
  outbox.push([recordOf("u1", { pageViews: 2 })]);
  await using receiver = await RestReceiver.open(port);
  await outbox.flush(never, patient);
  await outbox.close();

  expect(receiver.metrics.map(({ userId, pageViews }) => [userId, pageViews])).toEqual([
    ["u1", 2],
    ["u2", 1],
  ]);
  expect(outbox.counts).toEqual({ delivered: 2, rejected: 0, conflated: 1, dropped: 0, waiting: 0 });
});
