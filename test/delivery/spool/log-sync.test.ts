import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { Delivery } from "../../../src/delivery/delivery.ts";
import { LogSync } from "../../../src/delivery/spool/log-sync.ts";
import { silentLog } from "../../../src/log.ts";
import { itemsOf } from "../../support/delivery/records.ts";
import { ScriptedSink } from "../../support/delivery/scripted-sink.ts";
import { openSpool, spoolFile } from "../../support/delivery/test-spool.ts";

/** A disk that syncs when it is told to. */
class SlowDisk {
  syncs: PromiseWithResolvers<void>[] = [];

  readonly syncFile = (): Promise<void> => {
    const sync = Promise.withResolvers<void>();
    this.syncs.push(sync);
    return sync.promise;
  };

  get last(): PromiseWithResolvers<void> {
    return this.syncs.at(-1)!;
  }
}

async function logSyncOf(disk: SlowDisk): Promise<LogSync> {
  const file = await spoolFile();
  const spool = openSpool(file);
  const log = new LogSync(file, disk.syncFile);
  spool.close();
  return log;
}

test("who asks waits for a sync that began after what was noted, and shares it with others", async () => {
  const disk = new SlowDisk();
  const log = await logSyncOf(disk);
  await log.untilSynced();
  expect(disk.syncs).toHaveLength(0);

  const done: string[] = [];
  log.note();
  const first = log.untilSynced().then(() => done.push("first"));
  log.note();
  const others = ["second", "third"].map((name) => log.untilSynced().then(() => done.push(name)));
  expect(disk.syncs).toHaveLength(1);

  disk.last.resolve();
  await first;
  await turn();
  expect([done, disk.syncs.length]).toEqual([["first"], 2]);
  disk.last.resolve();
  await Promise.all(others);
  expect(done).toEqual(["first", "second", "third"]);
  log.close();
});

test("a sync that fails is told to who waits for it, and is tried again by who asks next", async () => {
  const disk = new SlowDisk();
  const log = await logSyncOf(disk);
  log.note();
  const failed = log.untilSynced();
  disk.last.reject(new Error("EIO"));
  await expect(failed).rejects.toThrow("EIO");
  const again = log.untilSynced();
  disk.last.resolve();
  await again;
  log.close();
});

test("nothing leaves, and nobody is told that it is kept, before it is on disk", async () => {
  const disk = new SlowDisk();
  const sink = new ScriptedSink([], { isSpooled: true });
  const delivery = Delivery.open({
    sinks: [sink],
    spool: { file: await spoolFile(), maxMegabytes: 16, whenFull: "block", syncFile: disk.syncFile },
    log: silentLog,
    signal: new AbortController().signal,
  });
  let isKept = false;
  const pushed = delivery.push(itemsOf("u1")).then(() => (isKept = true));
  while (disk.syncs.length === 0) await turn();
  await turn();
  expect([isKept, sink.writes]).toEqual([false, []]);

  const written = sink.nextWrite();
  disk.last.resolve();
  await pushed;
  await written;
  await delivery.close();
  expect(sink.writes).toEqual([["u1"]]);
});
