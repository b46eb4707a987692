const firstDelayMs = 30_000;
const longestDelayMs = 600_000;

/** When to try a better way again, and which: all of them in turn, then later and later. Times are of one clock. */
export class ClimbTimes {
  #failures = 0;
  #dueAt: number | undefined;

  /** The way to try for somebody who is on this rung; undefined while it is too early. */
  next(rung: number, now: number): number | undefined {
    if (rung === 0) return undefined;
    this.#dueAt ??= now + Math.min(longestDelayMs, firstDelayMs * 2 ** Math.floor(this.#failures / rung));
    return now >= this.#dueAt ? this.#failures % rung : undefined;
  }

  failed(rung: number): void {
    this.#failures += 1;
    if (this.#failures % rung === 0) this.#dueAt = undefined;
  }

  reset(): void {
    this.#failures = 0;
    this.#dueAt = undefined;
  }
}
