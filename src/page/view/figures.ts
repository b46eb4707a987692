import type { MetricRecord } from "../../metric/meta.ts";
import { isActiveWithin, windowMs } from "./status.ts";

/** The headline numbers; undefined where no user gives what the number is made of. */
export interface Figures {
  activeNow: number | undefined;
  activeInFiveMinutes: number | undefined;
  activeInThirtyMinutes: number | undefined;
  /** Of the users of the last 30 minutes. */
  medianSessionMinutes: number | undefined;
}

export function toFigures(records: readonly MetricRecord[], now: number): Figures {
  const recent = records.filter((record) => isActiveWithin(record, windowMs.thirtyMinutes, now));
  const sessions = recent
    .filter(({ meta }) => !("sessionDuration" in meta.missing))
    .map(({ metric }) => metric.sessionDuration);

  return {
    activeNow: countActive(records, windowMs.now, now),
    activeInFiveMinutes: countActive(records, windowMs.fiveMinutes, now),
    activeInThirtyMinutes: countActive(records, windowMs.thirtyMinutes, now),
    medianSessionMinutes: toMedian(sessions),
  };
}

function countActive(records: readonly MetricRecord[], window: number, now: number): number | undefined {
  const known = records
    .map((record) => isActiveWithin(record, window, now))
    .filter((isActive) => isActive !== undefined);
  return known.length === 0 ? undefined : known.filter(Boolean).length;
}

function toMedian(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : average(sorted[middle - 1], sorted[middle]);
}

function average(low: number | undefined, high: number | undefined): number | undefined {
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
