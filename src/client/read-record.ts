import type { MetricRecord, Meta } from "../metric/meta.ts";
import { createNeutral } from "../metric/neutral.ts";
import type { UserMetric } from "../metric/user-metric.ts";
import { isAmount, isFilledText, isObject, isText, isTime, toArray, toText, type Json } from "./json.ts";

/**
 * Makes a record of what was sent, sharing nothing with it. The hub's metrics are whole; a sender that knows only the guide
 * may leave fields out or get them wrong: those are missing, not zero. Undefined where it names no user and time.
 */
export function readRecord(sent: unknown, sentMeta: unknown): MetricRecord | undefined {
  if (!isObject(sent)) return undefined;
  const { userId, timestamp, lastActionTime } = sent;
  if (!isFilledText(userId) || !isTime(timestamp)) return undefined;

  const meta = readMeta(sentMeta);
  // With all its fields from the start: one that gets them by name takes three times the memory.
  const metric: Json & UserMetric = createNeutral(userId, timestamp);
  for (const field in metric) {
    const isNoTime = field === "lastActionTime" && !isTime(lastActionTime);
    const value = isNoTime ? undefined : copyLike(metric[field], sent[field]);
    if (value === undefined) meta.missing[field] ??= "not sent";
    else metric[field] = value;
  }
  return { metric, meta };
}

function readMeta(sent: unknown): Meta {
  const { id, source, missing, derived } = isObject(sent) ? sent : ({} as Json);
  const reasons = Object.entries(missing ?? {}).map(([field, reason]) => [field, toText(reason)] as const);
  return {
    id: toText(id),
    source: toText(source),
    missing: Object.fromEntries(reasons),
    derived: toArray(derived).filter(isText),
  };
}

/** A copy of the value; undefined where it is of another kind than the example. */
function copyLike(example: unknown, value: unknown): unknown {
  if (Array.isArray(example)) return Array.isArray(value) && value.every(isText) ? [...value] : undefined;
  if (isObject(example)) return isObject(value) && Object.values(value).every(isAmount) ? { ...value } : undefined;
  const isLike = typeof example === "number" ? isAmount(value) : typeof value === typeof example;
  return isLike ? value : undefined;
}
