import { toNextRunAt } from "./metric/run-interval.ts";
import type { RunReport } from "./metric/run-report.ts";
import type { RunResult } from "./scrape/scrape.ts";

interface ReportContext {
  /** Undefined for a single run. */
  intervalMs: number | undefined;
  /** Metrics that wait for delivery. */
  spoolDepth: number;
}

type Ran = Pick<RunResult, "target" | "verdict" | "observations" | "startedAt" | "endedAt">;

/** What the hub is told of a run. */
export function toRunReport(result: Ran, { intervalMs, spoolDepth }: ReportContext): RunReport {
  const { target, verdict, observations, startedAt, endedAt } = result;
  const { claimed, ...evidence } = verdict.evidence;
  const nextRunAt = toNextRunAt(startedAt, intervalMs);
  return {
    target,
    verdict: verdict.name,
    sentence: verdict.sentence.slice(0, 4_000),
    rows: observations.length,
    ...(claimed === undefined ? {} : { claimed }),
    evidence,
    startedAt,
    endedAt,
    ...(nextRunAt === undefined ? {} : { nextRunAt }),
    spoolDepth,
  };
}
