import { describe, expect, test } from "vitest";
import { every } from "../../src/schedule/every.ts";
import { Nudge } from "../../src/schedule/nudge.ts";

interface Given {
  /** How long each run takes; past the end the work is stopped. */
  runsMs: number[];
  random?: () => number;
}

/** Lets runs go by on a clock that nobody has to wait for, and gives the moment at which each began. */
async function startsOf({ runsMs, random = () => 0.5 }: Given): Promise<number[]> {
  const stop = new AbortController();
  const starts: number[] = [];
  const left = [...runsMs];
  let nowMs = 0;
  const work = async (): Promise<void> => {
    starts.push(nowMs);
    nowMs += left.shift()!;
    if (left.length === 0) stop.abort();
  };
  const clock = { now: () => nowMs, wait: async (ms: number) => void (nowMs += ms) };

  await every(work, { intervalMs: 1_000, signal: stop.signal, random, clock });
  return starts;
}

test("runs at once, then from start to start", async () => {
  expect(await startsOf({ runsMs: [0, 300, 999, 0] })).toEqual([0, 1_000, 2_000, 3_000]);
});

test("does not double a run that outlasts its interval, and leaves out the starts it missed", async () => {
  expect(await startsOf({ runsMs: [1_001, 3_500, 0, 0] })).toEqual([0, 2_000, 6_000, 7_000]);
});

test("begins early or late by a twentieth of the interval at most, without drifting", async () => {
  expect(await startsOf({ runsMs: [0, 0, 0, 0], random: () => 0 })).toEqual([0, 950, 1_950, 2_950]);
  expect(await startsOf({ runsMs: [0, 0, 0, 0], random: () => 1 })).toEqual([0, 1_050, 2_050, 3_050]);
});

test("never runs twice at a time", async () => {
  const stop = new AbortController();
  let running = 0;
  let runs = 0;
  const work = async (): Promise<void> => {
    running += 1;
    expect(running).toBe(1);
    await new Promise(setImmediate);
    running -= 1;
    runs += 1;
    if (runs === 5) stop.abort();
  };
  await every(work, { intervalMs: 0.001, signal: stop.signal });
  expect(runs).toBe(5);
});

test("stopping ends the wait at once", async () => {
  const stop = new AbortController();
  let runs = 0;
  const running = every(async () => void (runs += 1), {
    intervalMs: 3_600_000,
    signal: stop.signal,
    onNext: () => setImmediate(() => stop.abort()),
  });
  await running;
  expect(runs).toBe(1);
});

test("does not begin where it was stopped before", async () => {
  let runs = 0;
  await every(async () => void (runs += 1), { intervalMs: 1_000, signal: AbortSignal.abort() });
  expect(runs).toBe(0);
});

describe("a nudge", () => {
  /** Runs that take 100 ms on a clock that stands still until the test lets the wait end. */
  function stage() {
    const stop = new AbortController();
    const nudge = new Nudge();
    const starts: number[] = [];
    const waits: number[] = [];
    let nowMs = 0;
    let during: () => void = () => {};
    let waiting = Promise.withResolvers<void>();
    const clock = {
      now: () => nowMs,
      wait: (ms: number, signal: AbortSignal) => {
        waits.push(ms);
        waiting.resolve();
        return new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      },
    };
    const work = async (): Promise<void> => {
      starts.push(nowMs);
      nowMs += 100;
      during();
    };
    const running = every(work, { intervalMs: 1_000, signal: stop.signal, nudge, random: () => 0.5, clock });

    return {
      starts,
      waits,
      nudge,
      whileRunning: (work: () => void) => void (during = work),
      /** Resolves when the next wait has begun. */
      untilWaiting: async (): Promise<void> => {
        await waiting.promise;
        waiting = Promise.withResolvers();
      },
      at: (ms: number) => void (nowMs = ms),
      end: async () => {
        stop.abort();
        await running;
      },
    };
  }

  test("begins the next run at once, and the interval counts on from there", async () => {
    const { starts, waits, nudge, untilWaiting, at, end } = stage();
    await untilWaiting();
    at(350);
    nudge.give();
    await untilWaiting();
    expect([starts, waits]).toEqual([
      [0, 350],
      [900, 900],
    ]);
    await end();
  });

  test("during a run is none: it is that run that was wished for", async () => {
    const { starts, nudge, whileRunning, untilWaiting, at, end } = stage();
    whileRunning(() => nudge.give());
    await untilWaiting();
    at(350);
    nudge.give();
    await untilWaiting();
    await new Promise(setImmediate);
    expect(starts).toEqual([0, 350]);
    await end();
    expect(starts).toHaveLength(2);
  });
});

test("says when the next run is due", async () => {
  const stop = new AbortController();
  const before = Date.now();
  let next = 0;
  await every(async () => {}, {
    intervalMs: 60_000,
    signal: stop.signal,
    random: () => 0.5,
    onNext: (at) => {
      next = at.getTime();
      stop.abort();
    },
  });
  expect(next).toBeGreaterThan(before + 50_000);
  expect(next).toBeLessThanOrEqual(Date.now() + 60_000);
});

test("a run that throws ends it", async () => {
  const failure = new Error("no browser");
  await expect(
    every(() => Promise.reject(failure), { intervalMs: 1_000, signal: new AbortController().signal }),
  ).rejects.toBe(failure);
});

test("begins at once when nudged, counts on from there, and is not held to a nudge that came during a run", async () => {
  const stop = new AbortController();
  const nudge = new Nudge();
  const starts: number[] = [];
  let nowMs = 0;
  const work = async (): Promise<void> => {
    starts.push(nowMs);
    if (starts.length === 3) nudge.give();
    if (starts.length === 5) stop.abort();
  };
  const clock = {
    now: () => nowMs,
    wait: async (ms: number, signal: AbortSignal) => {
      // Somebody is impatient in the first wait, 300 ms after it began.
      if (starts.length === 1) nudge.give();
      nowMs += signal.aborted && starts.length === 1 ? 300 : ms;
    },
  };
  await every(work, { intervalMs: 1_000, signal: stop.signal, random: () => 0.5, nudge, clock });
  expect(starts).toEqual([0, 300, 1_300, 2_300, 3_300]);
});
