interface Bounds<T> {
  count: number;
  /** Of all items together, as `sizeOf` measures them. */
  size?: number;
  sizeOf?: (item: T) => number;
}

/** The newest of what was seen, within bounds; what they cost is counted. */
export class Newest<T> {
  readonly #bounds: Bounds<T>;
  readonly #items: T[] = [];
  #size = 0;
  #dropped = 0;

  constructor(bounds: Bounds<T>) {
    this.#bounds = bounds;
  }

  /** Oldest first. */
  get items(): readonly T[] {
    return this.#items;
  }

  /** How many were seen, the dropped ones included. */
  get total(): number {
    return this.#items.length + this.#dropped;
  }

  get dropped(): number {
    return this.#dropped;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#size += this.#sizeOf(item);
    const { count, size = Infinity } = this.#bounds;
    while (this.#items.length > count || this.#size > size) {
      this.#size -= this.#sizeOf(this.#items.shift()!);
      this.#dropped += 1;
    }
  }

  /** Counts one that was seen and could not be kept. */
  drop(): void {
    this.#dropped += 1;
  }

  clear(): void {
    this.#items.length = 0;
    this.#size = 0;
    this.#dropped = 0;
  }

  #sizeOf(item: T): number {
    return this.#bounds.sizeOf?.(item) ?? 0;
  }
}
