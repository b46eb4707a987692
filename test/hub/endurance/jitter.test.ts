import { describe, expect, it } from "vitest";
import { printFigures } from "../../support/endurance/figures.ts";
import { runJitter, toFigures, type JitterResult } from "../../support/endurance/jitter.ts";
import { scaled } from "../../support/scale.ts";

const size = scaled({
  small: {
    readers: 100,
    processes: 1,
    pollEveryMs: 200,
    heartbeatMs: 250,
    jitter: { lifeMs: 1_000, awayMs: 300 },
    durationMs: 5_000,
    everyMs: 100,
    patienceMs: 20_000,
  },
  full: {
    readers: 1_000,
    processes: 2,
    pollEveryMs: 1_000,
    heartbeatMs: 2_000,
    jitter: { lifeMs: 15_000, awayMs: 2_000 },
    durationMs: 60_000,
    everyMs: 2_000,
    patienceMs: 60_000,
  },
});

describe("readers whose sockets are destroyed all the time", () => {
  it(
    "all end with the hub's state, and with each event once",
    async () => {
      const result = await runJitter({ ...size, eventsKept: 100_000 });

      printFigures("jitter", { size, events: result.events, ...toFigures(result.report) });
      expectAllDelivered(result);
      expect(result.report.map(({ missed }) => missed)).toEqual([0, 0, 0]);
    },
    size.durationMs + 120_000,
  );

  it(
    "are told exactly how many events they missed where the hub keeps few",
    async () => {
      const result = await runJitter({ ...size, eventsKept: 5 });

      printFigures("jitter with gaps", { size, events: result.events, ...toFigures(result.report) });
      expectAllDelivered(result);
      for (const { missed } of result.report) expect(missed).toBeGreaterThan(0);
    },
    size.durationMs + 120_000,
  );
});

function expectAllDelivered({ sent, state, report }: JitterResult): void {
  expect(byUser(state)).toEqual(byUser(sent));
  expect(report.flatMap(({ faults }) => faults)).toEqual([]);
  for (const { readers, kills, resets, right, wanted } of report) {
    expect(kills).toBeGreaterThan(readers);
    expect(resets).toBe(0);
    expect(right).toBe(wanted);
  }
}

function byUser(metrics: JitterResult["state"]): JitterResult["state"] {
  return metrics.toSorted((first, second) => (first.userId < second.userId ? -1 : 1));
}
