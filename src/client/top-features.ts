import type { MetricRecord } from "../metric/meta.ts";

export interface UsedFeature {
  feature: string;
  /** How many users have used it. */
  users: number;
  /** How long they were in it, all together; undefined where that is told of none of them. */
  minutes: number | undefined;
}

const shown = 10;

/** The features that most users have used. Equals stand by their names, so that a list of them does not jump. */
export function toTopFeatures(records: readonly MetricRecord[]): UsedFeature[] {
  const uses = new Map<string, UsedFeature>();
  for (const { metric, meta } of records) {
    const used = "featuresUsed" in meta.missing ? [] : metric.featuresUsed;
    const minutes = new Map("featureTime" in meta.missing ? [] : Object.entries(metric.featureTime));
    for (const feature of new Set([...used, ...minutes.keys()])) {
      const use = uses.get(feature) ?? { feature, users: 0, minutes: undefined };
      use.users += 1;
      if (minutes.has(feature)) use.minutes = (use.minutes ?? 0) + minutes.get(feature)!;
      uses.set(feature, use);
    }
  }
  return [...uses.values()]
    .sort((first, second) => second.users - first.users || (first.feature < second.feature ? -1 : 1))
    .slice(0, shown);
}
