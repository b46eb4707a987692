import { isJudgedByActionTime } from "../../metric/action-time.ts";
import type { MetricRecord } from "../../metric/meta.ts";
import { minuteMs } from "./times.ts";

export type Status = "active" | "idle" | "unknown" | "left";

export const windowMs = { now: minuteMs, fiveMinutes: 5 * minuteMs, thirtyMinutes: 30 * minuteMs } as const;

/** What tells whether a user is active, read once from the record. Times are epoch milliseconds. */
export interface Signs {
  readAt: number;
  /** Undefined where the time of the last action is not known. */
  actionAt: number | undefined;
  /** Whether the last action decides, or having been seen active, or neither is known. */
  judgedBy: "action" | "sight" | "nothing";
  isSeenActive: boolean;
}

export interface Clock {
  /** By the hub's clock. */
  now: number;
  /** The last moment that was live: `now`, or when the connection was lost, or when the page was paused. */
  asOf: number;
}

/** How often the source of a user is read, in milliseconds. */
export type IntervalOf = (source: string) => number;

/** What is read by no target that is known counts as read once a minute. */
export const usualIntervalMs = minuteMs;

export function toSigns({ metric, meta }: MetricRecord): Signs {
  const isActionKnown = !("lastActionTime" in meta.missing);
  return {
    readAt: Date.parse(metric.timestamp),
    actionAt: isActionKnown ? Date.parse(metric.lastActionTime) : undefined,
    judgedBy: isJudgedByActionTime(meta) ? "action" : "isActive" in meta.missing ? "nothing" : "sight",
    isSeenActive: metric.isActive,
  };
}

/**
 * The shortest time up to `now` in which the user was active, in milliseconds: by the time of the last action where that
 * is known, else by having been seen active, which holds for two and a half readings. Infinity where in none, undefined
 * where the source tells neither.
 */
export function toIdleMs(
  { judgedBy, actionAt, isSeenActive, readAt }: Signs,
  now: number,
  intervalMs: number,
): number | undefined {
  if (judgedBy === "action" && actionAt !== undefined) return now - actionAt;
  if (judgedBy === "nothing") return undefined;
  if (!isSeenActive) return Infinity;

  const age = now - readAt;
  return age <= 2.5 * intervalMs ? 0 : age;
}

export function isLate({ readAt }: Pick<Signs, "readAt">, now: number, intervalMs: number): boolean {
  return now - readAt > 3 * intervalMs;
}

/** The status of a user at `asOf`, the last moment that was live. What is late by now says nothing about the user. */
export function toStatus(signs: Signs, { asOf, now }: Clock, intervalMs: number): Exclude<Status, "left"> {
  if (isLate(signs, now, intervalMs)) return "unknown";
  const idleMs = toIdleMs(signs, asOf, intervalMs);
  if (idleMs === undefined) return "unknown";

  return idleMs <= windowMs.now ? "active" : "idle";
}
