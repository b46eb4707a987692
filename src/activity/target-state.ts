import { z } from "zod";
import { activeWindowMs } from "../metric/action-time.ts";

/** What is remembered of a target. */
export const targetState = z.object({
  runAt: z.number(),
  wasComplete: z.boolean(),
  /** All who were there have been seen once: who comes now is new. */
  hasBaseline: z.boolean(),
  /** Between the two last runs. */
  distanceMs: z.number().optional(),
});

export type TargetState = z.infer<typeof targetState>;

/** What a run means for each user seen in it. */
export interface RunContext {
  /** For how long a sight is believed. */
  reachMs: number;
  /** Who was not there before is not new: nobody was looked at before. */
  isBaseline: boolean;
  /** The run before saw everybody who was there, and was lately. */
  isWatched: boolean;
  sessionIdleMs: number;
}

/** Runs farther apart than this say little of what happens between them. */
const longestIntervalMs = 60 * 60_000;

/** Without an interval it is taken from how far runs are apart. */
export function advanceTarget(
  before: TargetState | undefined,
  { at, isComplete, intervalMs }: { at: number; isComplete: boolean; intervalMs: number | undefined },
): { state: TargetState } & Pick<RunContext, "reachMs" | "isBaseline" | "isWatched"> {
  const sinceMs = before === undefined ? 0 : at - before.runAt;
  // Not after the clock was set back.
  const distanceMs = sinceMs > 0 ? sinceMs : before?.distanceMs;
  const reachMs = Math.max(activeWindowMs, 2.5 * (intervalMs ?? toInterval(distanceMs, before?.distanceMs)));
  return {
    state: {
      runAt: at,
      wasComplete: isComplete,
      hasBaseline: isComplete || before?.hasBaseline === true,
      ...(distanceMs === undefined ? {} : { distanceMs }),
    },
    reachMs,
    isBaseline: before?.hasBaseline !== true,
    isWatched: before?.wasComplete === true && sinceMs <= reachMs,
  };
}

/** The shorter of the last two distances, so that one night without cron does not count as its interval. */
function toInterval(last: number | undefined, beforeThat: number | undefined): number {
  if (last === undefined) return 0;
  return Math.min(longestIntervalMs, last, beforeThat ?? last);
}
