/** Twice as many as a hub keeps and could send again. */
const keptKeys = 20_000;
/** An event of the guide has no id: all that is in it is its key. */
const keptCharacters = 4 * 1024 * 1024;

/** Tells an event that was there before from a new one. */
export class SeenEvents {
  readonly #keys = new Set<string>();
  #characters = 0;

  isNew(key: string | undefined): boolean {
    if (key === undefined) return true;
    if (this.#keys.has(key)) return false;

    this.#keys.add(key);
    this.#characters += key.length;
    // A set keeps the order in which it was filled: the oldest come first.
    for (const oldest of this.#keys) {
      if (this.#keys.size <= keptKeys && this.#characters <= keptCharacters) break;
      this.#keys.delete(oldest);
      this.#characters -= oldest.length;
    }
    return true;
  }
}
