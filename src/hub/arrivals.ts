import { activeWindowMs, isJudgedByActionTime } from "../metric/action-time.ts";
import type { UserEvent } from "../metric/event.ts";
import type { MetricRecord } from "../metric/meta.ts";
import type { RunReport } from "../metric/run-report.ts";
import { isGoodVerdict } from "../metric/verdict.ts";
import type { Activity, Arrival } from "./store/store.ts";
import { toVersion } from "./store/version.ts";
import type { WrittenRecord } from "./written-record.ts";

/** `ttlMs` says how long a user of a source stays without being observed. */
export function toUserArrival(
  record: WrittenRecord,
  ttlMs: (source: string) => number,
): Extract<Arrival, { type: "user" }> {
  const { metric, meta, metricJson, metaJson } = record;
  const observedAt = Date.parse(metric.timestamp);
  return {
    type: "user",
    userId: metric.userId,
    source: meta.source,
    version: toVersion(metric.timestamp),
    observedAt,
    expiresAt: observedAt + ttlMs(meta.source),
    activity: toActivity(record, observedAt),
    metricJson,
    metaJson,
  };
}

/** An event, and what follows from it: someone who is said to be gone leaves. */
export function toEventArrivals(event: UserEvent): [Arrival, ...Arrival[]] {
  const arrival = {
    type: "event" as const,
    id: event.id,
    at: Date.parse(event.timestamp),
    eventJson: JSON.stringify(event),
  };
  if (event.type !== "user_gone") return [arrival];
  const version = toVersion(event.timestamp);
  return [arrival, { type: "left", userId: event.userId, version, at: arrival.at, reason: "gone" }];
}

export function toRunArrival(report: RunReport): Arrival {
  const at = Date.parse(report.endedAt);
  const version = toVersion(report.endedAt);
  const isGood = isGoodVerdict(report.verdict);
  return { type: "run", target: report.target, version, at, isGood, runJson: JSON.stringify(report) };
}

/**
 * Active as of the observation: the last action lies within the window, or where the screen tells none, the user was
 * seen active. Where it tells neither, nobody knows.
 */
function toActivity({ metric, meta }: MetricRecord, observedAt: number): Activity {
  if (isJudgedByActionTime(meta)) {
    const ageMs = observedAt - Date.parse(metric.lastActionTime);
    return ageMs < activeWindowMs ? "active" : "idle";
  }
  if ("isActive" in meta.missing) return "unknown";
  return metric.isActive ? "active" : "idle";
}
