import { isOverdue, toIntervalMs } from "../../metric/run-interval.ts";
import type { RunReport } from "../../metric/run-report.ts";
import { isGoodVerdict } from "../../metric/verdict.ts";
import type { OlderSource, TargetNews } from "./hub-api.ts";
import { usualIntervalMs } from "./status.ts";

export type Tone = "bad" | "warn" | "ok";

/** A target as the strip shows it. */
export interface Target {
  run: RunReport;
  tone: Tone;
  /** When a run was last good, as far as that is known. */
  lastGoodAt: number | undefined;
  /** No run was good for three intervals. */
  isLate: boolean;
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
  #list: readonly Target[] | undefined;
  #older: readonly OlderSource[] = [];

  /** The same until something in it is another. */
  get list(): readonly Target[] {
    this.#list ??= [...this.#byName.values()].sort(
      (a, b) => ranks[a.tone] - ranks[b.tone] || (a.run.target < b.run.target ? -1 : 1),
    );
    return this.#list;
  }

  /** Sources that something is wrong with, whether they are targets or not. */
  get older(): readonly OlderSource[] {
    return this.#older;
  }

  /** A good run ends a wish for one, and so does a bad one. Returns whether a target is among them that is new. */
  take(runs: readonly RunReport[], now: number): boolean {
    const { size } = this.#byName;
    for (const run of runs) {
      const former = this.#byName.get(run.target);
      if (former?.run === run) continue;
      const isSame = former?.run.endedAt === run.endedAt;
      this.#put(now, {
        run,
        lastGoodAt: isGoodVerdict(run.verdict) ? Date.parse(run.endedAt) : former?.lastGoodAt,
        canRun: former?.canRun ?? false,
        runningSince: isSame ? former.runningSince : undefined,
        refusal: isSame ? former.refusal : undefined,
      });
    }
    return this.#byName.size > size;
  }

  /** What the hub knows besides: it has seen runs that nobody here has. */
  learn({ states, older }: TargetNews, now: number): void {
    this.#older = older;
    const byName = new Map(states.map((state) => [state.target, state]));
    for (const target of this.#byName.values()) {
      const state = byName.get(target.run.target);
      const goodAt = [target.lastGoodAt, state?.lastGoodAt].filter((at) => at !== undefined);
      const lastGoodAt = goodAt.length > 0 ? Math.max(...goodAt) : undefined;
      this.#put(now, { ...target, canRun: state?.canRun ?? false, lastGoodAt });
    }
  }

  setRunning(name: string, runningSince: number | undefined, refusal?: string): void {
    const target = this.#byName.get(name);
    if (target) this.#set({ ...target, runningSince, refusal });
  }

  /** Time alone makes a target late. */
  judge(now: number): void {
    for (const target of this.#byName.values())
      if (isOverdue(target.run, { ...target, now }) !== target.isLate) this.#put(now, target);
  }

  /** How often a source is read. */
  readonly intervalOf = (source: string): number => {
    const run = this.#byName.get(source)?.run;
    return (run && toIntervalMs(run)) ?? usualIntervalMs;
  };

  #put(now: number, facts: Omit<Target, "tone" | "isLate">): void {
    const isLate = isOverdue(facts.run, { ...facts, now });
    this.#set({ ...facts, isLate, tone: toTone({ ...facts, isLate }) });
  }

  #set(target: Target): void {
    this.#byName.set(target.run.target, target);
    this.#list = undefined;
  }
}

function toTone({ run: { verdict }, isLate }: Pick<Target, "run" | "isLate">): Tone {
  if (isGoodVerdict(verdict)) return isLate ? "warn" : "ok";
  return verdict === "partial" ? "warn" : "bad";
}
