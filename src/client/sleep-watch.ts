import type { Host } from "./host.ts";

/** One clock stands still while a machine sleeps, on most of them; setting the other looks the same and does no harm. */
const apartMs = 10_000;
/** Where both go on in sleep: browsers hold timers of hidden pages back by a minute at most. */
const longestThrottleMs = 150_000;

/** Tells, called now and then, whether the machine was asleep since the last call. */
export function createSleepWatch({ now, elapsed }: Host): () => boolean {
  let last = { now: now(), elapsed: elapsed() };

  return () => {
    const next = { now: now(), elapsed: elapsed() };
    const byElapsed = next.elapsed - last.elapsed;
    const hasSlept = next.now - last.now - byElapsed > apartMs || byElapsed > longestThrottleMs;
    last = next;
    return hasSlept;
  };
}
