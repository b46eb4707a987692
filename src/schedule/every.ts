import { setTimeout as wait } from "node:timers/promises";

interface EveryOptions {
  intervalMs: number;
  signal: AbortSignal;
  /** Share of the interval by which a start may come early or late, so that many targets do not start together. */
  jitter?: number;
  random?: () => number;
  /** Told when the next run is due. */
  onNext?: (at: Date) => void;
}

/**
 * Runs `work` now and then every interval, from start to start, until `signal` aborts. A run that outlasts its interval
 * is not doubled: the starts it missed are left out.
 */
export async function every(work: () => Promise<void>, options: EveryOptions): Promise<void> {
  const { intervalMs, signal, jitter = 0.05, random = Math.random, onNext } = options;

  for (let due = performance.now(); !signal.aborted;) {
    await work();

    const missed = Math.max(0, Math.floor((performance.now() - due) / intervalMs));
    due += (missed + 1) * intervalMs;
    const delayMs = Math.max(0, due - performance.now() + (random() * 2 - 1) * jitter * intervalMs);
    onNext?.(new Date(Date.now() + delayMs));
    // Aborting is how the wait ends early, not a failure.
    await wait(delayMs, undefined, { signal }).catch(() => {});
  }
}
