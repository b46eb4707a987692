import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { Delivery } from "../../src/delivery/delivery.ts";
import type { Sink } from "../../src/delivery/sink.ts";
import type { SpoolRequest } from "../../src/delivery/spool/spool.ts";
import { silentLog, type Log } from "../../src/log.ts";
import { itemsOf } from "../support/delivery/records.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { ScriptedSink } from "../support/delivery/scripted-sink.ts";

const never = new AbortController().signal;
const patient = Number.POSITIVE_INFINITY;

async function open(
  sinks: Sink[],
  { log = silentLog, ...spool }: Partial<SpoolRequest> & { log?: Log } = {},
): Promise<Delivery> {
  const folder = await tempFolder();
  const file = join(folder.path, "spool.sqlite");
  const delivery = Delivery.open({
    sinks,
    spool: { file, maxMegabytes: 16, whenFull: "block", ...spool },
    log,
    signal: never,
    random: () => 0,
  });
  onTestFinished(() => folder[Symbol.asyncDispose]());
  return delivery;
}

test("a sink that is down delays no other", async () => {
  const down = new ScriptedSink(["hold"], { label: "down" });
  const up = new ScriptedSink([], { label: "up" });
  const delivery = await open([down, up]);

  await delivery.push(itemsOf("u1"));
  await delivery.push(itemsOf("u2"));
  await vi.waitUntil(() => up.delivered.length === 2);

  expect(up.writes).toEqual([["u1"], ["u2"]]);
  expect(delivery.counts).toMatchObject({ down: { delivered: 0, waiting: 2 } });
  await delivery.close();
  expect([down.closed, up.closed]).toEqual([1, 1]);
});

test("flushing ends when every sink has everything", async () => {
  const slow = new ScriptedSink(["hold"], { label: "slow" });
  const fast = new ScriptedSink([], { label: "fast" });
  const delivery = await open([slow, fast]);
  await delivery.push(itemsOf("u1"));
  let flushed = false;
  const flushing = delivery.flush(never, patient).then(() => (flushed = true));
  await fast.close();
  expect(flushed).toBe(false);
  slow.release();
  await flushing;
  expect(delivery.counts).toMatchObject({ slow: { delivered: 1 }, fast: { delivered: 1 } });
});

test("two sinks of one name are counted together", async () => {
  const delivery = await open([new ScriptedSink(), new ScriptedSink([{ rejected: [{ index: 0, reason: "no" }] }])]);
  await delivery.push(itemsOf("u1", "u2"));
  await delivery.flush(never, patient);
  expect(delivery.counts).toMatchObject({
    scripted: { delivered: 3, rejected: 1, conflated: 0, dropped: 0, waiting: 0, isSpooled: false },
  });
});
