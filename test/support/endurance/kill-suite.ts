import { describe, expect, it } from "vitest";
import { scaled } from "../scale.ts";
import { percentile, printFigures } from "./figures.ts";
import { runKillLoop, type KilledStore } from "./kill-loop.ts";

const size = scaled({
  small: { kills: 10, lifeMs: 150, readers: 6, patienceMs: 20_000 },
  full: { kills: 200, lifeMs: 1_000, readers: 30, patienceMs: 60_000 },
});

/** What a hub promises its senders and readers whenever it is killed, whatever it keeps its state in. */
export function describeKillLoop(name: string, openStore: () => Promise<KilledStore & AsyncDisposable>): void {
  describe(`a hub on ${name} that is killed again and again`, () => {
    it(
      "has all that it acknowledged, and nothing twice",
      async () => {
        await using store = await openStore();
        const { faults, readers, startMs, ...counts } = await runKillLoop(store, size);

        printFigures(`kill loop, ${name}`, {
          ...counts,
          startMs: { p50: percentile(startMs, 0.5), max: percentile(startMs, 1) },
          lines: readers.map(({ lines }) => lines),
          faults: faults.length,
        });
        expect(faults).toEqual([]);
        expect(counts.metrics).toBeGreaterThan(size.kills);
        expect(counts.events).toBeGreaterThan(size.kills);
        for (const { lines, readers: count } of readers) expect(lines).toBeGreaterThan(count * size.kills);
      },
      size.kills * 10_000,
    );
  });
}
