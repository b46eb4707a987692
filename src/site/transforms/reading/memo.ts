/** Keeps the results of a costly pure function by its key. The keys come from selector files, so few are the rule. */
export function memo<Key, Value>(most: number, create: (key: Key) => Value): (key: Key) => Value {
  const kept = new Map<Key, Value>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;

    if (kept.size >= most) kept.clear();
    const value = create(key);
    kept.set(key, value);
    return value;
  };
}
