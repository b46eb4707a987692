import type { RunReport } from "./run-report.ts";

const intervalsUntilLate = 3;
/** More than a config allows. A target that says it is run in a thousand years would never be late, and its users stay. */
const longestMs = 31 * 86_400_000;

/** Milliseconds from run to run, 31 days at most; undefined for a target that is not run at intervals. */
export function toIntervalMs({ startedAt, nextRunAt }: RunReport): number | undefined {
  if (nextRunAt === undefined) return undefined;
  const ms = Date.parse(nextRunAt) - Date.parse(startedAt);
  return ms > 0 ? Math.min(ms, longestMs) : undefined;
}

/** ISO time of the run that follows the one that began then. */
export function toNextRunAt(startedAt: string, intervalMs: number | undefined): string | undefined {
  return intervalMs === undefined ? undefined : new Date(Date.parse(startedAt) + intervalMs).toISOString();
}

/** Whether no run of the target was good for three intervals. Never for one that is not run at intervals. */
export function isOverdue(
  lastRun: RunReport,
  { lastGoodAt, now }: { lastGoodAt: number | undefined; now: number },
): boolean {
  const intervalMs = toIntervalMs(lastRun);
  if (intervalMs === undefined) return false;
  return now - (lastGoodAt ?? Date.parse(lastRun.startedAt)) > intervalsUntilLate * intervalMs;
}
