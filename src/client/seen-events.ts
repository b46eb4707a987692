/** Twice as many as a hub keeps and could send again. */
const keptKeys = 20_000;
/** An event of the guide has no id: all that is in it is its key. */
const keptCharacters = 4 * 1024 * 1024;

/** Tells an event that was there before from a new one, by its key; one without a key is always new. */
export function createNoveltyCheck(): (key: string | undefined) => boolean {
  const keys = new Set<string>();
  let characters = 0;

  return (key) => {
    if (!key) return true;
    if (keys.has(key)) return false;

    keys.add(key);
    characters += key.length;
    // A set keeps the order in which it was filled: the oldest come first.
    for (const oldest of keys) {
      if (keys.size <= keptKeys && characters <= keptCharacters) break;
      keys.delete(oldest);
      characters -= oldest.length;
    }
    return true;
  };
}
