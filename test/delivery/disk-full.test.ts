import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Delivery } from "../../src/delivery/delivery.ts";
import { DeadLetters } from "../../src/delivery/spool/dead-letters.ts";
import { SpoolQueue } from "../../src/delivery/spool/spool-queue.ts";
import { Spool } from "../../src/delivery/spool/spool.ts";
import type { Item } from "../../src/delivery/parcel.ts";
import { ScriptedSink } from "../support/delivery/scripted-sink.ts";
import { keptLog, type KeptLog } from "../support/kept-log.ts";
import { mountSmallDisk } from "../support/small-disk.ts";
import { makeEvent } from "../support/user-metrics.ts";

using probe = mountSmallDisk(1);
const never = new AbortController().signal;

const fullMessage = /^The spool \S+ is full: its disk has less than 1 MB left; reading waits until there is room$/;

/** Where nobody may mount a file system there is no disk to fill. */
describe.skipIf(!probe)("on a disk that is full", () => {
  test("reading waits, which is said once, and goes on when there is room, with all that was pushed", async () => {
    const { folder, delivery, sink, said } = open(never);
    const ballast = join(folder, "ballast");
    writeFileSync(ballast, Buffer.alloc(2 * 1024 * 1024));
    let pushed = 0;
    const pushing = Array.from({ length: 40 }, async (_, index) => {
      await delivery.push([large(index)]);
      pushed += 1;
    });
    await vi.waitUntil(() => said.length > 0);
    expect(pushed).toBeLessThan(40);
    rmSync(ballast);
    await Promise.all(pushing);

    sink.release();
    await delivery.flush(never, Number.POSITIVE_INFINITY);
    await delivery.close();
    expect(said).toEqual([
      { level: "error", msg: expect.stringMatching(fullMessage) as string, hint: expect.any(String) as string },
      { level: "info", msg: "The spool has room again" },
    ]);
    expect(sink.parcels.map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, index) => `e${index}`));
    expect(delivery.counts).toMatchObject({ scripted: { delivered: 40, waiting: 0, dropped: 0 } });
  });

  test("that the spool has filled itself, reading waits for the sink alone, again and again", async () => {
    const { delivery, sink, said } = open(never);
    const items = Array.from({ length: 200 }, (_, index) => large(index));
    const pushing = items.map((item) => delivery.push([item]));
    await vi.waitUntil(() => said.length > 0);

    sink.release();
    await Promise.all(pushing);
    await delivery.flush(never, Number.POSITIVE_INFINITY);
    await delivery.close();
    expect(new Set(said.map(({ level }) => level))).toEqual(new Set(["error", "info"]));
    expect(said.at(-1)).toEqual({ level: "info", msg: "The spool has room again" });
    expect(sink.parcels.map(({ id }) => id)).toEqual(items.map((_, index) => `e${index}`));
    expect(delivery.counts).toMatchObject({ scripted: { delivered: 200, waiting: 0, dropped: 0 } });
  });

  test("a run that is stopped meanwhile ends, and counts what is lost", async () => {
    const stop = new AbortController();
    const { delivery, said } = open(stop.signal);
    const pushing: Promise<void>[] = [];
    while (said.length === 0) {
      pushing.push(delivery.push([large(pushing.length)]));
      await setImmediate();
    }
    const { waiting } = delivery.counts["scripted"]!;
    stop.abort();
    await Promise.all(pushing);
    expect(waiting).toBeGreaterThan(0);
    expect(delivery.counts).toMatchObject({ scripted: { waiting, dropped: pushing.length - waiting } });
    expect(pushing.length).toBeGreaterThan(waiting);
    await delivery.close();
    expect(said.at(-1)).toEqual({ level: "error", msg: "1 items found no room in the spool and are lost" });
  });
});

test.skipIf(!probe)("a disk that is too full to put aside what waits for a sink is said, and nothing is lost", () => {
  using disk = mountSmallDisk(4)!;
  const file = join(disk.path, "spool.sqlite");
  const request = { file, maxMegabytes: 16, whenFull: "block" } as const;
  const spool = Spool.open(request);
  spool.configure(["old"], 0);
  const queue = new SpoolQueue({ spool, sink: "old", takes: new Set(["event"]) });
  for (let index = 0; index < 25; index += 1) spool.put([large(index)]);
  expect(queue.counts.waiting).toBe(25);
  spool.close();
  writeFileSync(join(disk.path, "ballast"), Buffer.alloc(1_500 * 1024));

  const { log } = keptLog();
  const opening = { sinks: [new ScriptedSink([], { isSpooled: true })], spool: request, log, signal: never };
  expect(() => Delivery.open(opening)).toThrow(
    expect.objectContaining({
      name: "EnvironmentError",
      message: expect.stringMatching(/^The spool \S+ cannot be opened: /) as string,
      hint: "Make room on its disk. What waits in it is kept.",
    }),
  );
  using letters = DeadLetters.open(file);
  expect(letters.waiting()).toEqual([{ sink: "old", waiting: 25 }]);
});

interface Opened extends KeptLog {
  folder: string;
  delivery: Delivery;
  sink: ScriptedSink;
}

function open(signal: AbortSignal): Opened {
  const disk = mountSmallDisk(4)!;
  onTestFinished(() => disk[Symbol.dispose]());
  const kept = keptLog();
  const sink = new ScriptedSink(["hold"], { isSpooled: true, batchSize: 5 });
  const delivery = Delivery.open({
    sinks: [sink],
    spool: { file: join(disk.path, "spool.sqlite"), maxMegabytes: 16, whenFull: "block" },
    log: kept.log,
    signal,
    random: () => 0,
  });
  return { folder: disk.path, delivery, sink, ...kept };
}

function large(index: number): Item {
  return { type: "event", event: makeEvent({ id: `e${index}`, data: { text: "x".repeat(60_000) } }) };
}
