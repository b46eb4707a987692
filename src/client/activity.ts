import type { MetricRecord } from "../metric/meta.ts";

export const activeWindowMs = 60_000;
/** As often a source is taken to be read that does not say how often. */
const assumedIntervalMs = 60_000;

/**
 * Until when a user counts as active, in epoch milliseconds: by the time of the last action where that is known, else by
 * having been seen active. Undefined where the source tells neither; such a user is counted as neither.
 */
export function activeUntil(
  { metric, meta }: MetricRecord,
  { windowMs = activeWindowMs, intervalMs = assumedIntervalMs } = {},
): number | undefined {
  if (!Object.hasOwn(meta.missing, "lastActionTime")) return Date.parse(metric.lastActionTime) + windowMs;
  if (Object.hasOwn(meta.missing, "isActive")) return undefined;

  return metric.isActive ? Date.parse(metric.timestamp) + Math.max(windowMs, 2.5 * intervalMs) : -Infinity;
}
