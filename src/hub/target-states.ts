import { isOverdue, toIntervalMs } from "../metric/run-interval.ts";
import type { RunReport } from "../metric/run-report.ts";
import { isGoodVerdict } from "../metric/verdict.ts";
import type { StoredRun } from "./store/store.ts";

/** What is known of one target: its last run, and whether it is still read as often as it should be. */
export interface TargetState {
  target: string;
  lastRun: RunReport;
  /** ISO time; absent while no run was good. */
  lastGoodAt?: string;
  /** No run was good for three intervals. Never for a target that is not run at intervals. */
  isLate: boolean;
}

/** The last run of each target, in memory, since every metric asks for the interval of its source. */
export class TargetStates {
  readonly #byTarget = new Map<string, { report: RunReport; lastGoodAt: number | undefined }>();

  /** Takes the place of all that was known. */
  load(runs: readonly StoredRun[]): void {
    this.#byTarget.clear();
    for (const { runJson, lastGoodAt } of runs) {
      const report = JSON.parse(runJson) as RunReport;
      this.#byTarget.set(report.target, { report, lastGoodAt });
    }
  }

  take(report: RunReport): void {
    const { lastGoodAt } = this.#byTarget.get(report.target) ?? {};
    const isGood = isGoodVerdict(report.verdict);
    this.#byTarget.set(report.target, { report, lastGoodAt: isGood ? Date.parse(report.endedAt) : lastGoodAt });
  }

  /** Milliseconds from run to run; undefined where the source is no target, or is not run at intervals. */
  intervalMs(source: string): number | undefined {
    const known = this.#byTarget.get(source);
    return known && toIntervalMs(known.report);
  }

  list(now: number): TargetState[] {
    return [...this.#byTarget.values()]
      .map(({ report, lastGoodAt }) => toState(report, { lastGoodAt, now }))
      .toSorted((first, second) => first.target.localeCompare(second.target));
  }
}

function toState(report: RunReport, { lastGoodAt, now }: { lastGoodAt: number | undefined; now: number }): TargetState {
  const state = { target: report.target, lastRun: report, isLate: isOverdue(report, { lastGoodAt, now }) };
  return lastGoodAt === undefined ? state : { ...state, lastGoodAt: new Date(lastGoodAt).toISOString() };
}
