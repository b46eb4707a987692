import type { MetricRecord } from "./meta.ts";
import { createNeutral } from "./neutral.ts";
import { userMetricFields, type UserMetric, type UserMetricField } from "./user-metric.ts";

/** One user as seen once: what is known, and for each other field why it is not. */
export interface Observation {
  known: Partial<UserMetric> & Pick<UserMetric, "userId">;
  missing: Partial<Record<UserMetricField, string>>;
  /** Which of the known were worked out rather than seen. */
  derived?: readonly UserMetricField[];
}

/** The reason of a field that the screen shows and nobody is to know. Nothing may be worked out in its place. */
export const withheld = "left out by its privacy policy";

/** A default may stand in for it, and is named after the reason. */
export function isWithheld({ missing }: Observation, field: UserMetricField): boolean {
  return missing[field]?.startsWith(withheld) ?? false;
}

interface Provenance {
  id: string;
  source: string;
  /** ISO time that stands for `timestamp` where the observation has none. */
  observedAt: string;
}

/** Makes the whole metric: what was not seen is neutral there and named with its reason in `meta.missing`. */
export function toMetricRecord(observation: Observation, { id, source, observedAt }: Provenance): MetricRecord {
  const timestamp = observation.known.timestamp ?? observedAt;
  const metric = { ...createNeutral(observation.known.userId, timestamp), ...observation.known, timestamp };

  const missing: Record<string, string> = {};
  for (const field of userMetricFields) {
    if (field === "timestamp") continue;
    const reason = observation.missing[field] ?? (field in observation.known ? undefined : "not read by this source");
    if (reason !== undefined) missing[field] = reason;
  }

  return { metric, meta: { id, source, missing, derived: [...(observation.derived ?? [])] } };
}
