import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Delivery } from "../../src/delivery/delivery.ts";
import type { Item } from "../../src/delivery/parcel.ts";
import type { Sink } from "../../src/delivery/sink.ts";
import type { SpoolRequest } from "../../src/delivery/spool/spool.ts";
import { silentLog, type Log } from "../../src/log.ts";
import type { UserMetric } from "../../src/metric/user-metric.ts";
import { itemsOf, recordOf, toItem } from "../support/delivery/records.ts";
import { keptLog } from "../support/kept-log.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { ScriptedSink } from "../support/delivery/scripted-sink.ts";

const never = new AbortController().signal;
const patient = Number.POSITIVE_INFINITY;

interface Given {
  log?: Log;
  signal?: AbortSignal;
  roomPatienceMs?: number;
}

async function open(
  sinks: Sink[],
  { log = silentLog, signal = never, roomPatienceMs, ...spool }: Partial<SpoolRequest> & Given = {},
): Promise<Delivery> {
  const folder = await tempFolder();
  const file = join(folder.path, "spool.sqlite");
  const delivery = Delivery.open({
    sinks,
    spool: { file, maxMegabytes: 16, whenFull: "block", ...spool },
    log,
    signal,
    random: () => 0,
    ...(roomPatienceMs === undefined ? {} : { roomPatienceMs }),
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

test("what is pushed while the disk syncs is written meanwhile, and all of it is safe with one more sync", async () => {
  const syncs: PromiseWithResolvers<void>[] = [];
  const syncFile = (): Promise<void> => {
    syncs.push(Promise.withResolvers<void>());
    return syncs.at(-1)!.promise;
  };
  const sink = new ScriptedSink([], { isSpooled: true });
  const delivery = await open([sink], { syncFile });
  const safe: string[] = [];
  const pushing = ["u1", "u2", "u3"].map((user) => delivery.push(itemsOf(user)).then(() => safe.push(user)));
  await vi.waitUntil(() => delivery.waiting === 3);
  expect([syncs.length, safe, sink.writes]).toEqual([1, [], []]);

  syncs[0]!.resolve();
  await vi.waitUntil(() => syncs.length === 2);
  expect(safe).toEqual(["u1"]);
  syncs[1]!.resolve();
  await Promise.all(pushing);

  expect([syncs.length, safe]).toEqual([2, ["u1", "u2", "u3"]]);
  await delivery.flush(never, patient);
  expect(sink.delivered).toHaveLength(3);
  await delivery.close();
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

describe("where there is no room", () => {
  const users = (name: string, count: number, differs: Partial<UserMetric>): Item[] =>
    Array.from({ length: count }, (_, index) => toItem(recordOf(`${name}${index}`, differs)));
  const large = { userName: "x".repeat(60_000) };

  test("those who push wait in their order, so that nothing older takes the place of what is newer", async () => {
    const sink = new ScriptedSink(["hold"], { isSpooled: true, batchSize: 200 });
    const delivery = await open([sink]);
    await delivery.push(users("first", 200, large));
    const pushed: string[] = [];
    const older = delivery.push(users("u", 200, { ...large, pageViews: 1 })).then(() => pushed.push("older"));
    const newer = delivery.push(users("u", 1, { pageViews: 2 })).then(() => pushed.push("newer"));
    sink.release();
    await Promise.all([older, newer]);
    await delivery.flush(never, patient);
    expect(pushed).toEqual(["older", "newer"]);
    expect(sink.delivered.findLast(({ metric }) => metric.userId === "u0")?.metric.pageViews).toBe(2);
    await delivery.close();
  });

  test("a run that is not to wait for long counts what it has no room for, and ends", async () => {
    const sink = new ScriptedSink(["hold"], { isSpooled: true });
    const delivery = await open([sink], { roomPatienceMs: 0 });
    await delivery.push(users("u", 400, large));
    await delivery.close();
    expect(delivery.counts).toMatchObject({ scripted: { waiting: 0, dropped: 400 } });
  });

  test("what is lost when waiting ends is counted, and said", async () => {
    const { log, said } = keptLog();
    const stop = new AbortController();
    const sink = new ScriptedSink(["hold"], { isSpooled: true });
    const delivery = await open([sink], { log, signal: stop.signal });
    const pushing = delivery.push(users("u", 400, large));
    await vi.waitUntil(() => said.length > 0);
    stop.abort();
    await pushing;
    await delivery.close();
    expect(delivery.counts).toMatchObject({ scripted: { waiting: 0, dropped: 400 } });
    expect(said.map(({ level, msg }) => [level, msg])).toEqual([
      ["error", expect.stringMatching(/^The spool \S+ is full: it has its 16 MB; reading waits until there is room$/)],
      ["error", "400 items found no room in the spool and are lost"],
    ]);
  });
});

test("a disk that has no room when it is to sync is waited for, and what was pushed is there", async () => {
  const { log, said } = keptLog();
  const failures = [new Error("no space left"), new Error("no space left")];
  const syncFile = async (): Promise<void> => {
    const failure = failures.shift();
    if (failure) throw Object.assign(failure, { code: "ENOSPC" });
  };
  const sink = new ScriptedSink([], { isSpooled: true });
  const delivery = await open([sink], { log, syncFile });

  await delivery.push(itemsOf("u1"));
  await delivery.flush(never, patient);
  await delivery.close();

  expect(sink.delivered).toHaveLength(1);
  const messages = said.map(({ msg }) => String(msg).replace(/^The spool \S+ is/, "The spool is"));
  expect(messages).toContain("The spool is full: no space left; reading waits until there is room");
  expect(messages.at(-1)).toBe("The spool has room again");
});

test("two sinks of one name are counted together", async () => {
  const delivery = await open([new ScriptedSink(), new ScriptedSink([{ rejected: [{ index: 0, reason: "no" }] }])]);
  await delivery.push(itemsOf("u1", "u2"));
  await delivery.flush(never, patient);
  expect(delivery.counts).toMatchObject({
    scripted: { delivered: 3, rejected: 1, conflated: 0, dropped: 0, waiting: 0, isSpooled: false },
  });
});
