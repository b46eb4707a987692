import type { RunReport } from "../../metric/run-report.ts";
import { isGoodVerdict, type VerdictName } from "../../metric/verdict.ts";
import { usualIntervalMs } from "./status.ts";

export type Tone = "bad" | "warn" | "ok";

/** A target as the strip shows it. */
export interface Target {
  run: RunReport;
  tone: Tone;
  /** When it was first bad since it was last good, as far as that was seen here. */
  badSince: string | undefined;
  canRun: boolean;
  /** When a run was asked for from here that has not ended. */
  runningSince: number | undefined;
  /** Why the last wish for a run was refused. */
  refusal: string | undefined;
}

const ranks: Record<Tone, number> = { bad: 0, warn: 1, ok: 2 };

/** The targets of the scraper with how their last run ended, failing first. */
export class Targets {
  readonly #byName = new Map<string, Target>();
  #runnable: ReadonlySet<string> = new Set();

  /** A good run ends a wish for one, and so does a bad one. */
  take(runs: readonly RunReport[]): void {
    for (const run of runs) {
      const former = this.#byName.get(run.target);
      const tone = toTone(run.verdict);
      const isSame = former?.run.endedAt === run.endedAt;
      this.#byName.set(run.target, {
        run,
        tone,
        badSince: tone === "bad" ? (former?.badSince ?? run.endedAt) : undefined,
        canRun: this.#runnable.has(run.target),
        runningSince: isSame ? former.runningSince : undefined,
        refusal: isSame ? former.refusal : undefined,
      });
    }
  }

  allowRuns(names: readonly string[]): void {
    this.#runnable = new Set(names);
    for (const [name, target] of this.#byName) this.#byName.set(name, { ...target, canRun: this.#runnable.has(name) });
  }

  setRunning(name: string, runningSince: number | undefined, refusal?: string): void {
    const target = this.#byName.get(name);
    if (target) this.#byName.set(name, { ...target, runningSince, refusal });
  }

  list(): Target[] {
    return [...this.#byName.values()].sort(
      (a, b) => ranks[a.tone] - ranks[b.tone] || (a.run.target < b.run.target ? -1 : 1),
    );
  }

  /** How often a source is read. */
  readonly intervalOf = (source: string): number => {
    const run = this.#byName.get(source)?.run;
    if (run?.nextRunAt === undefined) return usualIntervalMs;
    const ms = Date.parse(run.nextRunAt) - Date.parse(run.startedAt);
    return ms > 0 ? ms : usualIntervalMs;
  };
}

function toTone(verdict: VerdictName): Tone {
  if (isGoodVerdict(verdict)) return "ok";
  return verdict === "partial" ? "warn" : "bad";
}
