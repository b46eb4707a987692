import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Place } from "../../src/hub/batch.ts";
import { Hub } from "../../src/hub/hub.ts";
import { batchesOf } from "../support/hub/batches-of.ts";
import { sqlite } from "../../src/hub/store/sqlite.ts";
import { eventOf, metaOf, metricOf, nthMetricOf } from "../support/hub/metric.ts";
import { storeOptions } from "../support/hub/store-options.ts";
import { tempFolder, type TempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
let hub: Hub;
beforeEach(async () => {
  folder = await tempFolder();
  hub = await Hub.open(await sqlite.open(storeOptions({ stateFolder: folder.path })), { userTtlMs: 60_000 });
});
afterEach(async () => {
  await hub.close();
  await folder[Symbol.asyncDispose]();
});

const beginning: Place = { seq: 0, eventsAfter: 0, leftAfter: 0, isReset: false };

function recordOf(userId: string, n = 1, lastAction = "") {
  return { metric: nthMetricOf(userId, n, { lastAction }), meta: metaOf(`${userId}-${n}`) };
}

describe("the hub", () => {
  it("counts what was new and what was not, and moves its cursor", async () => {
    const { epoch } = hub.cursor;
    expect(await hub.accept([recordOf("ada", 2), recordOf("ada", 1)])).toEqual({
      accepted: 1,
      duplicates: 1,
      cursor: `${epoch}:1`,
    });
    expect(await hub.acceptEvents([eventOf("e1")])).toEqual({ accepted: 1, duplicates: 0, cursor: `${epoch}:2` });
    expect(hub.cursor).toEqual({ epoch, seq: 2 });
  });

  it("reads once for all readers that are level, and anew after a change", async () => {
    await hub.accept([{ metric: metricOf("ada"), meta: metaOf("m1") }]);
    const start = beginning;
    const [first, second] = await Promise.all([hub.read(start), hub.read({ ...start })]);
    expect(second).toBe(first);

    await hub.accept([recordOf("bob")]);
    expect((await hub.read(start)).entries).toHaveLength(2);
  });

  it("ends a batch before it weighs more than 1 MiB, and says that more follows", async () => {
    await hub.accept(Array.from({ length: 30 }, (_, n) => recordOf(`user-${n}`, 1, "x".repeat(60_000))));
    const batch = await hub.read(beginning);
    expect([batch.entries.length, batch.isLevel]).toEqual([17, false]);
    expect((await hub.read(batch.end)).entries).toHaveLength(13);
  });

  it("goes on answering when a store has failed", async () => {
    const broken = { ...recordOf("ada"), metric: { ...metricOf("ada"), userId: null as never } };
    await expect(hub.accept([broken])).rejects.toThrow();
    expect(await hub.accept([recordOf("ada")])).toMatchObject({ accepted: 1 });
  });
});

describe("a user who is said to be gone", () => {
  const goneAt = (timestamp: string) => ({ ...eventOf(`gone ${timestamp}`), type: "user_gone", timestamp });

  it("leaves with the event, which is what the sender hears of", async () => {
    await hub.accept([recordOf("ada")]);
    expect(await hub.acceptEvents([goneAt("2026-01-05T12:05:00.000Z"), eventOf("e1")])).toMatchObject({
      accepted: 2,
      duplicates: 0,
    });
    const { entries } = await hub.read(beginning);
    expect(entries.map(({ type }) => type)).toEqual(["left", "event", "event"]);
    expect(await hub.countUsers()).toBe(0);
  });

  it("stays when observed after that, whichever comes first", async () => {
    await hub.accept([recordOf("ada", 60_000)]);
    await hub.acceptEvents([goneAt("2026-01-05T12:00:30.000Z")]);
    expect(await hub.countUsers()).toBe(1);
  });

  it("is not brought back by what was observed before", async () => {
    await hub.accept([recordOf("ada", 1)]);
    await hub.acceptEvents([goneAt("2026-01-05T12:05:00.000Z")]);
    expect(await hub.accept([recordOf("ada", 2)])).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await hub.countUsers()).toBe(0);
  });
});

describe("a reader that begins", () => {
  it("is not told of who left before it came, but of who leaves while it reads", async () => {
    await hub.accept([recordOf("ada"), recordOf("bob")]);
    await hub.acceptEvents([{ ...eventOf("g1"), type: "user_gone", timestamp: "2026-01-05T13:00:00.000Z" }]);
    const start = await hub.startFrom(undefined);
    expect((await hub.read(start)).entries.map(({ type }) => type)).toEqual(["user", "event"]);

    await hub.acceptEvents([
      { ...eventOf("g2"), type: "user_gone", userId: "bob", timestamp: "2026-01-05T13:00:00.000Z" },
    ]);
    expect((await hub.read(start)).entries.map(({ type }) => type)).toEqual(["event", "left", "event"]);
  });

  it.each([
    ["of another history", (epoch: string) => `0123${epoch}:1`],
    ["ahead of the hub", (epoch: string) => `${epoch}:99`],
    ["that is none", () => "yesterday"],
  ])("starts anew with a cursor %s", async (_, since) => {
    await hub.accept([recordOf("ada")]);
    const start = await hub.startFrom(since(hub.cursor.epoch));
    expect(start).toMatchObject({ seq: 0, isReset: true });
    expect(await hub.read(start)).toMatchObject({ isReset: true, end: { seq: 1, isReset: false } });
  });
});

describe("following the hub", () => {
  it("sees what is accepted between two reads", async () => {
    const ending = new AbortController();
    const batches = batchesOf({ hub, from: beginning, signal: ending.signal });
    expect((await batches.next()).value?.entries).toEqual([]);

    const next = batches.next();
    await hub.accept([recordOf("ada")]);
    expect((await next).value?.entries).toHaveLength(1);
    await hub.accept([recordOf("ada", 2)]);
    await hub.accept([recordOf("ada", 3)]);
    expect((await batches.next()).value).toMatchObject({ entries: [{ seq: 3 }], end: { seq: 3 } });

    const last = batches.next();
    ending.abort();
    expect(await last).toEqual({ done: true, value: undefined });
  });
});
