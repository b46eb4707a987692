/** Twice as many as a hub keeps and could send again. */
const keptKeys = 20_000;

/** Tells an event that was there before from a new one. */
export class SeenEvents {
  readonly #keys = new Set<string>();

  isNew(key: string | undefined): boolean {
    if (key === undefined) return true;
    if (this.#keys.has(key)) return false;

    this.#keys.add(key);
    // A set keeps the order in which it was filled: this is the oldest.
    if (this.#keys.size > keptKeys) this.#keys.delete(this.#keys.values().next().value!);
    return true;
  }
}
