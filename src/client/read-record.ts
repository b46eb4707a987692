import type { MetricRecord, Meta } from "../metric/meta.ts";
import { createNeutral } from "../metric/neutral.ts";
import type { UserMetric } from "../metric/user-metric.ts";
import { isAmount, isFilledText, isObject, isTime, toArray, toText, type Json } from "./json.ts";

/**
 * Makes a record of what was sent, sharing nothing with it. The hub's metrics are whole; a sender that knows only the guide
 * may leave fields out or get them wrong: those are missing, not zero. Undefined where it names no user and time.
 */
export function readRecord(sent: unknown, sentMeta: unknown): MetricRecord | undefined {
  if (!isObject(sent) || !isFilledText(sent.userId) || !isTime(sent.timestamp)) return undefined;

  const meta = readMeta(sentMeta);
  const metric: Json = { userId: sent.userId };
  const take = (field: string, value: unknown, isFit: boolean): void => {
    metric[field] = isFit ? copy(sent[field]) : value;
    if (!isFit) meta.missing[field] ??= "not sent";
  };
  metric.timestamp = sent.timestamp;
  for (const [field, value] of Object.entries(createNeutral())) take(field, value, isLike(value, sent[field]));
  take("lastActionTime", sent.timestamp, isTime(sent.lastActionTime));
  return { metric: metric as UserMetric, meta };
}

function readMeta(sent: unknown): Meta {
  const { id, source, missing, derived } = isObject(sent) ? sent : ({} as Json);
  const reasons = Object.entries(missing ?? {}).map(([field, reason]) => [field, toText(reason)] as const);
  return {
    id: toText(id),
    source: toText(source),
    missing: Object.fromEntries(reasons),
    derived: toArray(derived).filter((field) => typeof field === "string"),
  };
}

function isLike(example: unknown, value: unknown): boolean {
  if (typeof example === "number") return isAmount(value);
  if (Array.isArray(example)) return Array.isArray(value) && value.every((item) => typeof item === "string");
  return isObject(example) ? isObject(value) && Object.values(value).every(isAmount) : typeof value === typeof example;
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice();
  return isObject(value) ? { ...value } : value;
}
