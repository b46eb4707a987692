import type { Row } from "./row.ts";
import { eachInSteps, type SlicedWork } from "./sliced-job.ts";
import { toIdleMs, windowMs } from "./status.ts";

/** The headline numbers; undefined where no user gives what the number is made of. */
export interface Figures {
  activeNow: number | undefined;
  activeInFiveMinutes: number | undefined;
  activeInThirtyMinutes: number | undefined;
  /** Of the users of the last 30 minutes. */
  medianSessionMinutes: number | undefined;
}

/** In which feature active users are, most first. */
export interface FeatureCount {
  feature: string;
  users: number;
}

export interface Census {
  figures: Figures;
  features: FeatureCount[];
}

/** Nobody was counted yet. */
export const emptyCensus: Census = {
  figures: {
    activeNow: undefined,
    activeInFiveMinutes: undefined,
    activeInThirtyMinutes: undefined,
    medianSessionMinutes: undefined,
  },
  features: [],
};

/** Counts everybody who was there when it was begun, each once, as they are when their turn comes. */
export function* takeCensus(seats: readonly { row: Row }[], now: number): SlicedWork<Census> {
  const counts = { judged: 0, now: 0, fiveMinutes: 0, thirtyMinutes: 0 };
  const sessions = new Float64Array(seats.length);
  let sessionCount = 0;
  const features = new Map<string, number>();

  yield* eachInSteps(seats, ({ row }) => {
    const { intervalMs, metric, meta } = row;
    const idleMs = toIdleMs(row, now, intervalMs);
    if (idleMs === undefined) return;
    counts.judged += 1;
    if (idleMs > windowMs.thirtyMinutes) return;
    counts.thirtyMinutes += 1;
    if (!("sessionDuration" in meta.missing)) sessions[sessionCount++] = metric.sessionDuration;
    if (idleMs > windowMs.fiveMinutes) return;
    counts.fiveMinutes += 1;
    if (idleMs > windowMs.now) return;
    counts.now += 1;
    if (metric.activeFeature !== "") features.set(metric.activeFeature, (features.get(metric.activeFeature) ?? 0) + 1);
  });

  const known = (count: number): number | undefined => (counts.judged === 0 ? undefined : count);
  return {
    figures: {
      activeNow: known(counts.now),
      activeInFiveMinutes: known(counts.fiveMinutes),
      activeInThirtyMinutes: known(counts.thirtyMinutes),
      medianSessionMinutes: toMedian(sessions.subarray(0, sessionCount)),
    },
    features: toRanking(features),
  };
}

/** Equals stand by their names, so that the list does not jump. */
function toRanking(counts: ReadonlyMap<string, number>): FeatureCount[] {
  return Array.from(counts, ([feature, users]) => ({ feature, users })).sort(
    (a, b) => b.users - a.users || (a.feature < b.feature ? -1 : 1),
  );
}

/** Sorts the values, too. */
function toMedian(values: Float64Array): number | undefined {
  const sorted = values.sort();
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : average(sorted[middle - 1], sorted[middle]);
}

function average(low: number | undefined, high: number | undefined): number | undefined {
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
