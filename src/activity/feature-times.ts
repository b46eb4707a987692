import { z } from "zod";

/** As many as a record may grow by; whoever shows more shows no features. */
const maxFeatures = 100;

/** The features of a session in the order they were first seen, each with the time spent in it; undefined: too many. */
export const featureTimes = z
  .array(z.tuple([z.string(), z.number()]))
  .max(maxFeatures)
  .optional();

type FeatureTimes = z.infer<typeof featureTimes>;

/** Adds the time that was spent in one, and the one that is shown now. */
export function advanceTimes(
  before: FeatureTimes,
  { spent, shown }: { spent?: { name: string; ms: number } | undefined; shown: string | undefined },
): FeatureTimes {
  if (before === undefined) return undefined;
  const times = new Map(before);
  if (spent && spent.name !== "") times.set(spent.name, (times.get(spent.name) ?? 0) + spent.ms);
  if (shown !== undefined && shown !== "") times.set(shown, times.get(shown) ?? 0);
  return times.size > maxFeatures ? undefined : [...times];
}
