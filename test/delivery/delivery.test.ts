import { expect, test, vi } from "vitest";
import { Delivery } from "../../src/delivery/delivery.ts";
import { silentLog } from "../../src/log.ts";
import { recordsOf } from "../support/delivery/records.ts";
import { ScriptedSink } from "../support/delivery/scripted-sink.ts";

const never = new AbortController().signal;
const patient = Number.POSITIVE_INFINITY;

test("a sink that is down delays no other", async () => {
  const down = new ScriptedSink(["hold"], { label: "down" });
  const up = new ScriptedSink([], { label: "up" });
  const delivery = new Delivery([down, up], silentLog);

  delivery.push(recordsOf("u1"));
  delivery.push(recordsOf("u2"));
  await vi.waitUntil(() => up.delivered.length === 2);

  expect(up.writes).toEqual([["u1"], ["u2"]]);
  expect(delivery.counts).toMatchObject({ down: { delivered: 0, waiting: 2 } });
  await delivery.close();
  expect([down.closed, up.closed]).toEqual([1, 1]);
});

test("flushing ends when every sink has everything", async () => {
  const slow = new ScriptedSink(["hold"], { label: "slow" });
  const fast = new ScriptedSink([], { label: "fast" });
  const delivery = new Delivery([slow, fast], silentLog);
  delivery.push(recordsOf("u1"));
  let flushed = false;
  const flushing = delivery.flush(never, patient).then(() => (flushed = true));
  await fast.close();
  expect(flushed).toBe(false);
  slow.release();
  await flushing;
  expect(delivery.counts).toMatchObject({ slow: { delivered: 1 }, fast: { delivered: 1 } });
});

test("two sinks of one name are counted together", async () => {
  const delivery = new Delivery(
    [new ScriptedSink(), new ScriptedSink([{ rejected: [{ index: 0, reason: "no" }] }])],
    silentLog,
  );
  delivery.push(recordsOf("u1", "u2"));
  await delivery.flush(never, patient);
  expect(delivery.counts).toEqual({ scripted: { delivered: 3, rejected: 1, conflated: 0, dropped: 0, waiting: 0 } });
});
