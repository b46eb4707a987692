import { isGoodVerdict } from "../../metric/verdict.ts";
import type { Target } from "./targets.ts";
import { toMomentText, toTimeText } from "./words.ts";

/** What stands behind a verdict: its numbers, and how old they are. */
export function toDetail({ run, tone, isLate, lastGoodAt }: Target, now: number): string {
  const age = `${toTimeText(now - Date.parse(run.endedAt))} ago`;
  const since = lastGoodAt === undefined ? age : `last good ${toMomentText(lastGoodAt, now)}`;
  if (tone === "bad") return since;
  if (isLate) return `late · ${since}`;
  if (run.verdict === "empty") return `proven · ${age}`;
  return run.verdict === "partial" && run.claimed !== undefined
    ? `${run.rows} of ${run.claimed} · ${age}`
    : `${run.rows} · ${age}`;
}

/** What to do about a target that is not well. */
export function toHint({ run, isLate }: Target): string {
  if (!isLate || !isGoodVerdict(run.verdict)) return run.sentence;
  return "No run was reported after it, for more than three intervals. See whether the scraper still runs.";
}
