import type { Host } from "./host.ts";

const firstDelayMs = 30_000;
const longestDelayMs = 600_000;

/** When to try a better way again, and which: all of them in turn, then later and later. */
export class ClimbTimes {
  readonly #host: Host;
  #delayMs = firstDelayMs;
  #dueAt: number | undefined;
  target = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Whether somebody who is on this rung should look further up. */
  isDue(rung: number): boolean {
    if (rung === 0) return false;
    this.#dueAt ??= this.#host.elapsed() + this.#delayMs;
    return this.#host.elapsed() >= this.#dueAt;
  }

  failed(rung: number): void {
    this.target += 1;
    if (this.target < rung) return;
    this.target = 0;
    this.#delayMs = Math.min(longestDelayMs, 2 * this.#delayMs);
    this.#dueAt = undefined;
  }

  reset(): void {
    this.target = 0;
    this.#delayMs = firstDelayMs;
    this.#dueAt = undefined;
  }
}
