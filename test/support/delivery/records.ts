import type { MetricRecord } from "../../../src/metric/meta.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { makeMeta, makeMetric } from "../user-metrics.ts";

/** One record a user, in order. */
export function recordsOf(...userIds: string[]): MetricRecord[] {
  return userIds.map((userId) => recordOf(userId));
}

export function recordOf(userId: string, differs: Partial<UserMetric> = {}): MetricRecord {
  return { metric: makeMetric({ userId, ...differs }), meta: makeMeta({ id: `record of ${userId}` }) };
}
