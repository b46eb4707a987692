import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Hub } from "../../src/hub/hub.ts";
import { follow } from "../../src/hub/reader.ts";
import { sqlite } from "../../src/hub/store/sqlite.ts";
import { eventOf, metaOf, metricOf, nthMetricOf } from "../support/hub/metric.ts";
import { tempFolder, type TempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
let hub: Hub;
beforeEach(async () => {
  folder = await tempFolder();
  hub = await Hub.open(await sqlite.open({ stateFolder: folder.path, eventsKept: 1_000 }));
});
afterEach(async () => {
  await hub.close();
  await folder[Symbol.asyncDispose]();
});

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
    const start = { seq: 0, eventsAfter: 0 };
    const [first, second] = await Promise.all([hub.read(start), hub.read({ ...start })]);
    expect(second).toBe(first);

    await hub.accept([recordOf("bob")]);
    expect((await hub.read(start)).changes).toHaveLength(2);
  });

  it("ends a batch before it weighs more than 1 MiB, and says that more follows", async () => {
    await hub.accept(Array.from({ length: 30 }, (_, n) => recordOf(`user-${n}`, 1, "x".repeat(60_000))));
    const batch = await hub.read({ seq: 0, eventsAfter: 0 });
    expect([batch.changes.length, batch.isLevel]).toEqual([17, false]);
    expect((await hub.read(batch.end)).changes).toHaveLength(13);
  });

  it("goes on answering when a store has failed", async () => {
    const broken = { ...recordOf("ada"), metric: { ...metricOf("ada"), userId: null as never } };
    await expect(hub.accept([broken])).rejects.toThrow();
    expect(await hub.accept([recordOf("ada")])).toMatchObject({ accepted: 1 });
  });
});

describe("following the hub", () => {
  it("sees what is accepted between two reads", async () => {
    const ending = new AbortController();
    const batches = follow({ hub, from: { seq: 0, eventsAfter: 0 }, signal: ending.signal });
    expect((await batches.next()).value?.changes).toEqual([]);

    const next = batches.next();
    await hub.accept([recordOf("ada")]);
    expect((await next).value?.changes).toHaveLength(1);
    await hub.accept([recordOf("ada", 2)]);
    await hub.accept([recordOf("ada", 3)]);
    expect((await batches.next()).value).toMatchObject({ changes: [{ seq: 3 }], end: { seq: 3 } });

    const last = batches.next();
    ending.abort();
    expect(await last).toEqual({ done: true, value: undefined });
  });
});
