import leven from "leven";

/** The known word a mistyped one most likely stands for: at most a third of its letters differ, or two are swapped. */
export function closest(word: string, known: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(word.length / 3));
  const [best] = known
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  return best && best.distance <= allowed ? best.candidate : undefined;
}

function distance(word: string, other: string): number {
  const letters = (text: string): string => Array.from(text).toSorted().join("");
  const steps = leven(word, other);
  return steps === 2 && letters(word) === letters(other) ? 1 : steps;
}
