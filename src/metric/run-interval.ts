import type { RunReport } from "./run-report.ts";

const intervalsUntilLate = 3;

/** Milliseconds from run to run; undefined for a target that is not run at intervals. */
export function toIntervalMs({ startedAt, nextRunAt }: RunReport): number | undefined {
  if (nextRunAt === undefined) return undefined;
  const ms = Date.parse(nextRunAt) - Date.parse(startedAt);
  return ms > 0 ? ms : undefined;
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
