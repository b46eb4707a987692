interface BackoffOptions {
  attempt: number;
  /** From 0 up to but not including 1. */
  random: () => number;
  /** What the receiver asked for; waited at least, within reason. */
  retryAfterMs?: number | undefined;
}

const baseMs = 500;
const capMs = 30_000;
/** A receiver that asks for days has a broken clock; asking once an hour harms nobody. */
const longestRetryAfterMs = 3_600_000;

/** Milliseconds until the next attempt: exponential with full jitter, so that many senders do not come back at once. */
export function backoffMs({ attempt, random, retryAfterMs = 0 }: BackoffOptions): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** attempt);
  return Math.min(retryAfterMs, longestRetryAfterMs) + Math.round(random() * ceiling);
}
