import { setTimeout as wait } from "node:timers/promises";
import type { Nudge } from "./nudge.ts";

interface EveryOptions {
  intervalMs: number;
  signal: AbortSignal;
  /** Share of the interval by which a start may come early or late, so that many targets do not start together. */
  jitter?: number;
  random?: () => number;
  /** Told when the next run is due. */
  onNext?: (at: Date) => void;
  /** Begins the next run at once; the interval counts on from there. */
  nudge?: Nudge;
  clock?: Clock;
}

interface Clock {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** Resolves after `ms`, or as soon as `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/**
 * Runs `work` now and then every interval, from start to start, until `signal` aborts. A run that outlasts its interval
 * is not doubled: the starts it missed are left out.
 */
export async function every(work: () => Promise<void>, options: EveryOptions): Promise<void> {
  const { intervalMs, signal, jitter = 0.05, random = Math.random, onNext, nudge, clock = systemClock } = options;

  for (let due = clock.now(); !signal.aborted;) {
    await work();

    const missed = Math.max(0, Math.floor((clock.now() - due) / intervalMs));
    due += (missed + 1) * intervalMs;
    const delayMs = Math.max(0, due - clock.now() + (random() * 2 - 1) * jitter * intervalMs);
    onNext?.(new Date(Date.now() + delayMs));
    const nudged = nudge?.signal;
    await clock.wait(delayMs, nudged ? AbortSignal.any([signal, nudged]) : signal);
    if (nudged?.aborted) due = clock.now();
  }
}

const systemClock: Clock = {
  now: () => performance.now(),
  // Aborting is how the wait ends early, not a failure.
  wait: (ms, signal) => wait(ms, undefined, { signal }).catch(() => {}),
};
