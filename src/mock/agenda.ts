/** Who is due when: a binary heap over numbers, since a crowd of a million must neither be sorted nor searched. */
export class Agenda {
  readonly #dueMs: Float64Array;
  /** Who, the earliest first; each is due no later than the two at double its place and one or two on. */
  readonly #heap: Uint32Array;
  #length = 0;

  /** For people with numbers below `count`; each may have one entry. */
  constructor(count: number) {
    this.#dueMs = new Float64Array(count);
    this.#heap = new Uint32Array(count);
  }

  /** When the first is due; Infinity where nobody is. */
  get nextAtMs(): number {
    return this.#length === 0 ? Infinity : this.#dueMs[this.#heap[0]!]!;
  }

  add(who: number, dueMs: number): void {
    this.#dueMs[who] = dueMs;
    this.#length += 1;
    this.#rise(who, this.#length - 1);
  }

  /** Takes out the first who is due; of those due at once, the one with the lowest number. */
  take(): number | undefined {
    if (this.#length === 0) return undefined;

    const first = this.#heap[0];
    this.#length -= 1;
    if (this.#length > 0) this.#sink(this.#heap[this.#length]!);
    return first;
  }

  #rise(who: number, from: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(who, this.#heap[parent]!)) break;
      this.#heap[place] = this.#heap[parent]!;
      place = parent;
    }
    this.#heap[place] = who;
  }

  #sink(who: number): void {
    let place = 0;
    for (;;) {
      const child = this.#earlierChild(place);
      if (child === undefined || !this.#isBefore(this.#heap[child]!, who)) break;
      this.#heap[place] = this.#heap[child]!;
      place = child;
    }
    this.#heap[place] = who;
  }

  #earlierChild(place: number): number | undefined {
    const left = 2 * place + 1;
    if (left >= this.#length) return undefined;
    const right = left + 1;
    return right < this.#length && this.#isBefore(this.#heap[right]!, this.#heap[left]!) ? right : left;
  }

  #isBefore(one: number, other: number): boolean {
    const [dueMs, otherDueMs] = [this.#dueMs[one]!, this.#dueMs[other]!];
    return dueMs < otherDueMs || (dueMs === otherDueMs && one < other);
  }
}
