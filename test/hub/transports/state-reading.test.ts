import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Hub } from "../../../src/hub/hub.ts";
import type { Entry } from "../../../src/hub/batch.ts";
import { sqlite } from "../../../src/hub/store/sqlite.ts";
import { StateReading } from "../../../src/hub/transports/state-reading.ts";
import { goneOf, metaOf, nthMetricOf } from "../../support/hub/metric.ts";
import { storeOptions } from "../../support/hub/store-options.ts";
import { tempFolder, type TempFolder } from "../../support/temp-folder.ts";

let folder: TempFolder;
let hub: Hub;
beforeEach(async () => {
  folder = await tempFolder();
  hub = await Hub.open(await sqlite.open(storeOptions({ stateFolder: folder.path })), { userTtlMs: 1e12 });
});
afterEach(async () => {
  await hub.close();
  await folder[Symbol.asyncDispose]();
});

async function acceptAll(users: number, n: number): Promise<void> {
  await hub.accept(
    Array.from({ length: users }, (_, index) => ({
      metric: nthMetricOf(`user-${index}`, n),
      meta: metaOf(`${index}-${n}`),
    })),
  );
}

/** Reads all; between two batches something may happen. */
async function read(since: string | undefined, meanwhile: (batch: number) => Promise<unknown> = async () => {}) {
  const reading = new StateReading(hub, await hub.startFrom(since));
  const changes: Entry[] = [];
  let batch = 0;
  for await (const found of reading.entries()) {
    changes.push(...found);
    await meanwhile(++batch);
  }
  const { isComplete, cursor } = reading;
  return { changes, isComplete, cursor: `${cursor.epoch}:${cursor.seq}`, batches: batch };
}

describe("reading the state for one answer", () => {
  it("catches up with what changed meanwhile", async () => {
    await acceptAll(1_200, 1);
    const { changes, isComplete, cursor } = await read(undefined, async (batch) => batch === 1 && acceptAll(3, 2));
    expect(changes.map(({ seq }) => seq)).toEqual(changes.map(({ seq }) => seq).toSorted((a, b) => a - b));
    expect(changes.filter(({ seq }) => seq > 1_200)).toHaveLength(3);
    expect([isComplete, cursor]).toEqual([true, `${hub.cursor.epoch}:1203`]);
  });

  it("ends all the same where it changes all the time, and says that there is more", async () => {
    await acceptAll(600, 1);
    const first = await read(undefined, (batch) => acceptAll(600, batch + 1));
    expect([first.isComplete, first.batches < 30]).toEqual([false, true]);

    const next = await read(first.cursor);
    expect(next.isComplete).toBe(true);
    const users = new Map(
      [...first.changes, ...next.changes].map((change) => ["userId" in change && change.userId, change]),
    );
    expect(users.size).toBe(600);
    const states = [...users.values()].map(
      (change) => change.type === "user" && JSON.parse(change.metricJson).pageViews,
    );
    expect(new Set(states)).toEqual(new Set([first.batches + 1]));
  });

  it("leaves to the next answer who left while it was read, so that nobody is there and gone in one", async () => {
    await acceptAll(700, 1);
    const first = await read(undefined, async (batch) => batch === 1 && hub.acceptEvents([goneOf("e1", "user-3", 2)]));
    expect(first.changes.some(({ type }) => type === "left")).toBe(false);
    expect(first.isComplete).toBe(false);
    expect(await read(first.cursor)).toMatchObject({
      changes: [{ type: "left", userId: "user-3" }, { type: "event" }],
      isComplete: true,
    });
  });

  it("leaves to the next answer who came back while it was read", async () => {
    const back = { metric: nthMetricOf("ada", 4), meta: metaOf("m2") };
    const { cursor } = await hub.accept([{ metric: nthMetricOf("ada", 1), meta: metaOf("m1") }]);
    await hub.acceptEvents([goneOf("e1", "ada", 2)]);
    await acceptAll(700, 1);
    const first = await read(cursor, async (batch) => batch === 1 && hub.accept([back]));
    expect(first.changes[0]).toMatchObject({ type: "left", userId: "ada" });
    expect([first.changes.length, first.isComplete]).toEqual([702, false]);
    expect((await read(first.cursor)).changes).toMatchObject([{ type: "user", userId: "ada" }]);
  });
});
