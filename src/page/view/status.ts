import { isJudgedByActionTime } from "../../metric/action-time.ts";
import type { MetricRecord } from "../../metric/meta.ts";

export type Status = "active" | "idle" | "unknown";

export const windowMs = { now: 60_000, fiveMinutes: 5 * 60_000, thirtyMinutes: 30 * 60_000 } as const;

/** How often a source is read is not known here: a minute is assumed. */
const intervalMs = 60_000;
const lateAfterMs = 3 * intervalMs;

/**
 * Whether the user acted within the window that ends at `now`: by the time of the last action where that is known,
 * else by having been seen active; undefined where the source tells neither.
 */
export function isActiveWithin({ metric, meta }: MetricRecord, window: number, now: number): boolean | undefined {
  if (isJudgedByActionTime(meta)) return now - Date.parse(metric.lastActionTime) <= window;
  if ("isActive" in meta.missing) return undefined;

  return metric.isActive && now - Date.parse(metric.timestamp) <= Math.max(window, 2.5 * intervalMs);
}

export function isLate({ metric }: MetricRecord, now: number): boolean {
  return now - Date.parse(metric.timestamp) > lateAfterMs;
}

/** The status of a user at `asOf`, the last moment that was live. What is late by now says nothing about the user. */
export function toStatus(record: MetricRecord, { asOf, now }: { asOf: number; now: number }): Status {
  const isActive = isLate(record, now) ? undefined : isActiveWithin(record, windowMs.now, asOf);
  if (isActive === undefined) return "unknown";

  return isActive ? "active" : "idle";
}
