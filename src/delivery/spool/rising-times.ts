import type { MetricRecord } from "../../metric/meta.ts";
import type { Item } from "../parcel.ts";

/** Receivers take a metric that is not later than what they have for an old one. `at` is its time then. */
export function toRisen(record: MetricRecord, lastAt: number): { record: MetricRecord; at: number } {
  const observedAt = Date.parse(record.metric.timestamp);
  if (observedAt > lastAt) return { record, at: observedAt };

  const at = lastAt + 1;
  const timestamp = new Date(at).toISOString();
  // Where the last action is not known, its time is that of the metric.
  const lastActionTime = "lastActionTime" in record.meta.missing ? timestamp : record.metric.lastActionTime;
  return { record: { meta: record.meta, metric: { ...record.metric, timestamp, lastActionTime } }, at };
}

/** Whoever is gone left after the newest metric: a time of before it would come too late to let the user go. */
export function toLater(item: Extract<Item, { type: "event" }>, lastAt: number): Item {
  const { event } = item;
  if (event.type !== "user_gone" || Date.parse(event.timestamp) >= lastAt) return item;
  return { type: "event", event: { ...event, timestamp: new Date(lastAt).toISOString() } };
}
