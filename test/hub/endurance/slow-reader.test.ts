import { describe, expect, it } from "vitest";
import { inMegabytes, printFigures } from "../../support/endurance/figures.ts";
import { runSlowReader, type SlowReaderResult } from "../../support/endurance/slow-reader.ts";
import { scaled } from "../../support/scale.ts";

// Rounds of 4 MB: enough that the buffers of the sockets between hub and slow readers do not hold all of it.
const size = scaled({
  small: { rounds: 6, patienceMs: 20_000, timesEach: 0 },
  full: { rounds: 100, patienceMs: 60_000, timesEach: 3 },
});

describe("readers that take 1 KB a second", () => {
  it("hold up neither hub nor fast readers, and end with the hub's state when they are let go", async () => {
    const result = await runSlowReader({ ...size, isSlowThere: true });

    expect(faultsOf(result)).toEqual([]);
    // The fast ones were level, and the slow ones were not: then they skipped what had been replaced meanwhile.
    const changes = (size.rounds + 1) * 1_000;
    for (const behind of result.behind) expect(behind).toBeGreaterThan(changes / 2);
    for (const { updates } of result.slow) expect(updates).toBeLessThan(changes / 2);
  }, 120_000);

  it.runIf(size.timesEach > 0)(
    "make fast ones wait no more than 100 ms longer, in bounded memory",
    async () => {
      const withSlow: SlowReaderResult[] = [];
      const without: SlowReaderResult[] = [];
      for (let time = 0; time < size.timesEach; time += 1) {
        withSlow.push(await runSlowReader({ ...size, isSlowThere: true }));
        without.push(await runSlowReader({ ...size, isSlowThere: false }));
      }

      const waitedMs = { withSlow: withSlow.map(longestWait), without: without.map(longestWait) };
      const grewByMegabytes = { withSlow: withSlow.map(growth), without: without.map(growth) };
      printFigures("slow reader", {
        publishedMegabytes: inMegabytes(withSlow[0]!.publishedBytes),
        longestWaitMs: waitedMs,
        grewByMegabytes,
        behind: withSlow.map(({ behind }) => behind),
      });
      expect(medianOfMore(waitedMs)).toBeLessThanOrEqual(100);
      // A queue for them would hold what was published, once for each transport.
      expect(medianOfMore(grewByMegabytes)).toBeLessThan(100);
    },
    600_000,
  );
});

function faultsOf({ fast, slow }: SlowReaderResult): string[] {
  return [...fast, ...slow].flatMap(({ faults }) => faults);
}

function longestWait({ fast }: SlowReaderResult): number {
  return Math.round(Math.max(...fast.map(({ longestWaitMs }) => longestWaitMs)));
}

function growth({ grewBy }: SlowReaderResult): number {
  return inMegabytes(grewBy.rss);
}

/** Runs that followed each other saw the same machine. */
function medianOfMore({ withSlow, without }: { withSlow: readonly number[]; without: readonly number[] }): number {
  const more = withSlow.map((value, time) => value - without[time]!);
  return more.toSorted((first, second) => first - second)[Math.floor(more.length / 2)]!;
}
