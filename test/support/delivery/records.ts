import { toParcel, type Item, type Parcel } from "../../../src/delivery/parcel.ts";
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

export function toItem(record: MetricRecord): Item {
  return { type: "metric", record };
}

export function itemsOf(...userIds: string[]): Item[] {
  return recordsOf(...userIds).map(toItem);
}

export function parcelsOf(...userIds: string[]): Parcel[] {
  return itemsOf(...userIds).map(toParcel);
}
