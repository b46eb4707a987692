/**
 * Counts who is active without looking at everybody: users are kept by the second in which they stop to be. The clock may
 * go where it likes.
 */
export class ActiveUsers {
  readonly #bySecond = new Map<number, number>();
  notKnown = 0;

  /** `count` is 1 for a user who is there now and -1 for one who was. */
  add(until: number | undefined, count: 1 | -1): void {
    if (until === undefined) {
      this.notKnown += count;
      return;
    }
    const second = toSecond(until);
    const sum = (this.#bySecond.get(second) ?? 0) + count;
    if (sum === 0) this.#bySecond.delete(second);
    else this.#bySecond.set(second, sum);
  }

  /** To the second. */
  at(now: number): number {
    let sum = 0;
    for (const [second, count] of this.#bySecond) if (second >= toSecond(now)) sum += count;
    return sum;
  }
}

function toSecond(ms: number): number {
  return Math.floor(ms / 1_000);
}
