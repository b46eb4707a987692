const firstDelayMs = 30_000;
const longestDelayMs = 600_000;

/** When to try a better way again, and which: all of them in turn, then later and later. Times are of one clock. */
export interface ClimbTimes {
  /** The way to try for somebody who is on this rung; undefined while it is too early. */
  next(rung: number, now: number): number | undefined;
  failed(rung: number): void;
}

export function createClimbTimes(): ClimbTimes {
  let failures = 0;
  let dueAt: number | undefined;

  return {
    next(rung, now) {
      if (rung === 0) return undefined;
      dueAt ??= now + Math.min(longestDelayMs, firstDelayMs * 2 ** Math.floor(failures / rung));
      return now >= dueAt ? failures % rung : undefined;
    },
    failed(rung) {
      failures += 1;
      if (failures % rung === 0) dueAt = undefined;
    },
  };
}
