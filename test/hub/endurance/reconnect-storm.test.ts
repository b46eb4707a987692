import { describe, expect, it } from "vitest";
import { Hub } from "../../../src/hub/hub.ts";
import { batchesOf } from "../../support/hub/batches-of.ts";
import { sqlite } from "../../../src/hub/store/sqlite.ts";
import type { Store } from "../../../src/hub/store/store.ts";
import { printFigures } from "../../support/endurance/figures.ts";
import { runStorm } from "../../support/endurance/storm.ts";
import { metaOf, nthMetricOf } from "../../support/hub/metric.ts";
import { storeOptions } from "../../support/hub/store-options.ts";
import { scaled } from "../../support/scale.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const size = scaled({
  small: { readers: 100, processes: 1, pollEveryMs: 200, patienceMs: 20_000 },
  full: { readers: 5_000, processes: 2, pollEveryMs: 5_000, patienceMs: 60_000 },
});

describe("readers that all come back at once", () => {
  it(
    "are all level again, each with what it missed and nothing else",
    async () => {
      const { missedUsers, before, after, levelMs } = await runStorm(size);

      printFigures("reconnect storm", { ...size, levelMs });
      expect(after.flatMap(({ faults }) => faults)).toEqual([]);
      for (const [index, { readers, resets, lines, updates }] of after.entries()) {
        expect(resets).toBe(0);
        expect(lines).toBe(2 * readers);
        expect(updates - before[index]!.updates).toBe(missedUsers * readers);
      }
    },
    size.patienceMs * 4,
  );

  it("cost the store one read for all that were level", async () => {
    await using folder = await tempFolder();
    const store = await sqlite.open(storeOptions({ stateFolder: folder.path }));
    const reads = countReads(store);
    const hub = await Hub.open(store, { userTtlMs: 1e12 });
    const { cursor } = await hub.accept([{ metric: nthMetricOf("ada", 1), meta: metaOf("m1") }]);
    await hub.accept([{ metric: nthMetricOf("bob", 1), meta: metaOf("m2") }]);

    const leaving = new AbortController();
    const came = await Promise.all(
      Array.from({ length: 1_000 }, async () => {
        const from = await hub.startFrom(cursor);
        for await (const batch of batchesOf({ hub, from, signal: leaving.signal })) return batch;
        return undefined;
      }),
    );

    expect(new Set(came).size).toBe(1);
    expect(reads.count).toBe(1);
    leaving.abort();
    await hub.close();
  });
});

function countReads(store: Store): { count: number } {
  const reads = { count: 0 };
  const read = store.changesAfter.bind(store);
  store.changesAfter = (...position) => {
    reads.count += 1;
    return read(...position);
  };
  return reads;
}
