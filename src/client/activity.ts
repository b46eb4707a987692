import { activeWindowMs, isJudgedByActionTime } from "../metric/action-time.ts";
import type { MetricRecord } from "../metric/meta.ts";

/** Two and a half intervals of a source that is read once a minute: how often it really is, a record does not say. */
const seenMs = 150_000;

/**
 * Until when a user counts as active, in epoch milliseconds: by the time of the last action where that says it, else by
 * having been seen active. Undefined where the source tells neither; such a user is counted as neither.
 */
export function activeUntil({ metric, meta }: MetricRecord): number | undefined {
  if (isJudgedByActionTime(meta)) return Date.parse(metric.lastActionTime) + activeWindowMs;
  if ("isActive" in meta.missing) return undefined;

  return metric.isActive ? Date.parse(metric.timestamp) + seenMs : -Infinity;
}
