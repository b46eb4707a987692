import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Batch, Place } from "../../src/hub/batch.ts";
import { Hub } from "../../src/hub/hub.ts";
import { batchesOf } from "../support/hub/batches-of.ts";
import { sqlite } from "../../src/hub/store/sqlite.ts";
import { noTelemetry, type Telemetry } from "../../src/hub/telemetry.ts";
import { eventOf, goneOf, metaOf, nthMetricOf } from "../support/hub/metric.ts";
import { storeOptions } from "../support/hub/store-options.ts";
import { tempFolder, type TempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
let hub: Hub;
let now = Date.UTC(2026, 0, 5, 12, 1);
const openHub = async (telemetry?: Telemetry): Promise<Hub> =>
  Hub.open(await sqlite.open(storeOptions({ stateFolder: folder.path, eventsKept: 100, retentionMs: 1_000 })), {
    userTtlMs: 1e12,
    now: () => now,
    ...(telemetry && { telemetry }),
  });
beforeEach(async () => {
  folder = await tempFolder();
  hub = await openHub();
});
afterEach(async () => {
  await hub.close();
  await folder[Symbol.asyncDispose]();
});

const recordOf = (userId: string, n = 1) => ({ metric: nthMetricOf(userId, n), meta: metaOf(`${userId}-${n}`) });

async function acceptUsers(from: number, count: number): Promise<void> {
  await hub.accept(Array.from({ length: count }, (_, index) => recordOf(`user-${from + index}`)));
}

async function acceptEvents(name: string, count: number): Promise<void> {
  await hub.acceptEvents(Array.from({ length: count }, (_, index) => eventOf(`${name}-${index}`)));
}

async function readAll(place: Place): Promise<Batch[]> {
  const batches = [await hub.read(place)];
  while (!batches.at(-1)!.isLevel) batches.push(await hub.read(batches.at(-1)!.end));
  return batches;
}

/** Where events are missing, and how many. */
function gapsOf(batches: Batch[]): [seq: number, events: number][] {
  return batches.flatMap(({ entries }) =>
    entries.flatMap((entry): [number, number][] => (entry.type === "gap" ? [[entry.seq, entry.events]] : [])),
  );
}

describe("events that a reader can no longer get", () => {
  it("are announced each once, with the part of the sequence that they were in", async () => {
    await hub.accept([recordOf("ada")]);
    const { cursor } = await hub.accept([recordOf("bob")]);
    for (let part = 0; part < 3; part++) {
      await acceptEvents(`early-${part}`, 30);
      await acceptUsers(part * 400, 400);
    }
    await acceptEvents("late", 100);

    const batches = await readAll(await hub.startFrom(cursor));
    expect(gapsOf(batches)).toEqual([
      [32, 30],
      [462, 30],
      [892, 30],
    ]);
    const { epoch } = hub.cursor;
    expect(gapsOf(await readAll(await hub.startFrom(`${epoch}:462`)))).toEqual([[892, 30]]);
    // Whoever breaks off within a gap is told of the rest of it.
    expect(gapsOf(await readAll(await hub.startFrom(`${epoch}:472`)))).toEqual([[892, 30]]);
    expect(gapsOf(await readAll(await hub.startFrom(`${epoch}:872`)))).toEqual([[892, 20]]);
  });

  it("are announced where nothing else is left to be told", async () => {
    await acceptEvents("old", 10);
    const { cursor } = await hub.accept([recordOf("ada")]);
    await acceptEvents("lost", 20);
    await hub.prune();
    const batches = await readAll(await hub.startFrom(cursor));
    expect(gapsOf(batches)).toEqual([[hub.cursor.seq, 20]]);
    expect(batches).toMatchObject([{ end: { seq: hub.cursor.seq } }]);
  });

  it("are no loss to a new reader, however large the state before it is level", async () => {
    await acceptEvents("old", 150);
    await acceptUsers(0, 1_200);
    expect(gapsOf(await readAll(await hub.startFrom(undefined)))).toEqual([]);
  });
});

describe("the place of a reader", () => {
  it("moves past what left no trace, so that nobody is asked about it again", async () => {
    await hub.accept([recordOf("ada")]);
    const { cursor } = await hub.acceptEvents([goneOf("e1", "ada", 2)]);
    const [batch] = await readAll(await hub.startFrom(undefined));
    expect(`${batch!.epoch}:${batch!.end.seq}`).toBe(cursor);
  });

  it("is not lost in the middle of a state that is older than what is known of who left", async () => {
    await acceptUsers(0, 1_200);
    await hub.acceptEvents([goneOf("e1", "user-7", 2)]);
    now += 2 * 3_600_000;
    await hub.prune();
    let batch = await hub.read(await hub.startFrom(undefined));
    for (const _ of [1, 2]) {
      expect([batch.isReset, batch.isLevel]).toEqual([false, false]);
      batch = await hub.read(batch.end);
    }
    expect([batch.isReset, batch.isLevel]).toEqual([false, true]);
  });

  it("moves by 1 MiB of bytes at most, whatever the characters", async () => {
    const { metric, meta } = recordOf("ada");
    await hub.accept(
      Array.from({ length: 30 }, (_, n) => ({
        metric: { ...metric, userId: `u${n}`, lastAction: "é".repeat(30_000) },
        meta,
      })),
    );
    expect((await hub.read(await hub.startFrom(undefined))).entries).toHaveLength(17);
  });

  it("is known to a hub that has not heard yet how far another one has gone", async () => {
    const other = await openHub();
    const { cursor } = await hub.accept([recordOf("ada")]);
    expect(await other.startFrom(cursor)).toMatchObject({ seq: 1, isReset: false });
    await other.close();
  });
});

describe("following", () => {
  it("beats while there is nothing, and while there is always something", async () => {
    const ending = new AbortController();
    const sending = (async () => {
      for (let n = 1; !ending.signal.aborted; n++) await hub.accept([recordOf("ada", n)]);
    })();
    const from = await hub.startFrom(undefined);
    let beats = 0;
    let last = 0;
    for await (const { entries, end } of batchesOf({ hub, from, signal: ending.signal, beatMs: 10 })) {
      expect(end.seq).toBeGreaterThanOrEqual(last);
      last = end.seq;
      if (entries.length === 0) beats += 1;
      if (beats === 5) ending.abort();
    }
    await sending;
  });

  it("tells how late a reader was who waited, and what one skipped who was busy", async () => {
    const lags: number[] = [];
    const skipped: number[] = [];
    const telemetry: Telemetry = {
      ...noTelemetry,
      lagged: (ms) => lags.push(ms),
      conflated: (_, changes) => skipped.push(changes),
    };
    await hub.close();
    hub = await openHub(telemetry);
    const ending = new AbortController();
    const batches = batchesOf({ hub, from: await hub.startFrom(undefined), signal: ending.signal, telemetry });
    await batches.next();
    const next = batches.next();
    await hub.accept([recordOf("ada", 1)]);
    await next;
    for (const n of [2, 3, 4]) await hub.accept([recordOf("ada", n)]);
    await batches.next();
    const last = batches.next();
    await hub.accept([recordOf("bob")]);
    await last;
    ending.abort();
    await batches.next();

    expect(skipped).toEqual([2]);
    expect(lags).toHaveLength(2);
  });
});
