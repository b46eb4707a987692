import type { MetricRecord } from "../../metric/meta.ts";

export interface FeatureTime {
  feature: string;
  /** Undefined where the feature was used and its time is not known. */
  minutes: number | undefined;
  isNow: boolean;
}

/** The features that a user has used, longest first, those without a time last. */
export function toFeatureTimes({ metric, meta }: MetricRecord): FeatureTime[] {
  const times = new Map<string, number | undefined>(
    "featureTime" in meta.missing ? [] : Object.entries(metric.featureTime),
  );
  const used = "featuresUsed" in meta.missing ? [] : metric.featuresUsed;
  for (const feature of [...used, metric.activeFeature])
    if (feature !== "" && !times.has(feature)) times.set(feature, undefined);

  return Array.from(times, ([feature, minutes]) => ({
    feature,
    minutes,
    isNow: feature === metric.activeFeature,
  })).sort((a, b) => (b.minutes ?? -1) - (a.minutes ?? -1) || (a.feature < b.feature ? -1 : 1));
}
