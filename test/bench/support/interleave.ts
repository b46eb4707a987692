import { median } from "./median.ts";

type Measure = () => number | Promise<number>;

/**
 * Measures all in turn, round after round, so that whatever else the machine does falls on all alike; every second
 * round goes backwards, so that nobody always comes after the same neighbour. The first round warms up and is not kept.
 */
export async function interleave<Name extends string>(measures: Record<Name, Measure>, rounds: number) {
  const names = Object.keys(measures) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;

  for (let round = 0; round <= rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const value = await measures[name]();
      if (round > 0) results[name].push(value);
    }
  }
  return results;
}

/** The median of the ratios of each round: neighbours in time saw the same machine. */
export function medianRatio(ours: readonly number[], floor: readonly number[]): number {
  return median(ours.map((value, round) => value / floor[round]!));
}
