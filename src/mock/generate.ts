import type { UserMetric } from "../metric/user-metric.ts";
import { createPeople } from "./people.ts";

interface GenerateOptions {
  /** The same seed and time give the same metrics. */
  seed?: number;
  now?: Date;
}

/** Metrics of synthetic users, to try a pipeline with. They are plain objects, yours to change. */
export function generateMockMetrics(count = 20, { seed = 1, now = new Date() }: GenerateOptions = {}): UserMetric[] {
  return createPeople({ count, seed, now })
    .all(now)
    .map(({ metric }) => metric);
}
