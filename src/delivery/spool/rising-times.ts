import type { MetricRecord } from "../../metric/meta.ts";
import type { Item } from "../parcel.ts";

/** Receivers take a metric that is not later than what they have for an old one. */
export function toRisen(record: MetricRecord, lastAt: number | undefined): MetricRecord {
  if (lastAt === undefined || Date.parse(record.metric.timestamp) > lastAt) return record;

  const timestamp = new Date(lastAt + 1).toISOString();
  // Where the last action is not known, its time is that of the metric.
  const lastActionTime = "lastActionTime" in record.meta.missing ? timestamp : record.metric.lastActionTime;
  return { meta: record.meta, metric: { ...record.metric, timestamp, lastActionTime } };
}

/** Whoever is gone left after the newest metric: a time of before it would come too late to let the user go. */
export function toLater(item: Extract<Item, { type: "event" }>, lastAt: number | undefined): Item {
  const { event } = item;
  if (event.type !== "user_gone" || lastAt === undefined || Date.parse(event.timestamp) >= lastAt) return item;
  return { type: "event", event: { ...event, timestamp: new Date(lastAt).toISOString() } };
}
