import { randomUUID } from "node:crypto";
import type { Activity } from "./activity/activity.ts";
import type { Delivery } from "./delivery/delivery.ts";
import type { Item } from "./delivery/parcel.ts";
import type { Log } from "./log.ts";
import { toMetricRecord } from "./metric/observation.ts";
import { toRunReport } from "./run-report.ts";
import { describeHeldBack, UserOwners } from "./schedule/user-owners.ts";
import type { RunResult } from "./scrape/scrape.ts";
import { isGood } from "./scrape/verdict.ts";

interface FindingsContext {
  activity: Activity;
  delivery: Delivery;
  log: Log;
}

interface SettleOptions {
  /** Undefined for a single run. */
  intervalMs: number | undefined;
  sharesUsers: boolean;
}

/** Hands over what runs found: whose users they are, what follows from the runs before, and all of it in one step. */
export class Findings {
  readonly #activity: Activity;
  readonly #delivery: Delivery;
  readonly #log: Log;
  readonly #owners = new UserOwners();

  constructor({ activity, delivery, log }: FindingsContext) {
    this.#activity = activity;
    this.#delivery = delivery;
    this.#log = log;
    for (const warning of activity.warnings) log.warn(warning);
  }

  /** Resolves with the number of rows once they are on disk where they are to be kept. */
  async settle(result: RunResult, { intervalMs, sharesUsers }: SettleOptions): Promise<number> {
    const { observations, target, verdict, endedAt } = result;
    const { free, held } = this.#owners.sort(observations, { target, sharesUsers });
    if (held.length > 0) this.#log.warn(`${target}: ${describeHeldBack(held)}`);

    const step = this.#activity.observe({
      target,
      observations: free,
      isComplete: isGood(verdict),
      observedAt: endedAt,
      intervalMs,
    });
    for (const warning of step.warnings) this.#log.warn(warning);
    for (const note of step.notes) this.#log.info(note);
    const metrics = step.observations.map((observation): Item => {
      const record = toMetricRecord(observation, { id: randomUUID(), source: target, observedAt: endedAt });
      return { type: "metric", record };
    });
    const events = step.events.map((event): Item => ({ type: "event", event }));
    // Before its metrics, so that a hub knows how long the users of this target stay.
    const run: Item = { type: "run", run: toRunReport(result, { intervalMs, spoolDepth: this.#delivery.waiting }) };
    await this.#delivery.push([run, ...metrics, ...events], step.changes);
    this.#activity.accept(step);
    return free.length;
  }
}
