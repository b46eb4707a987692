import type { UserEvent } from "../metric/event.ts";
import type { UserMetric } from "../metric/user-metric.ts";
import { Agenda } from "./agenda.ts";
import type { Crowd } from "./crowd.ts";
import type { Plan } from "./live-on.ts";
import type { Changes } from "./own-pace.ts";
import { firstActionWithinMs } from "./past.ts";
import { seconds } from "./units.ts";

interface RateOptions {
  /** How many act in a second. */
  rate: number;
  from: Date;
}

/** Who looks later than this finds only what happened since: a loop that was held up must not be flooded. */
const longestCatchUpMs = 1 * seconds;

/**
 * Lets the crowd act a set number of times a second, in slots of the same length: whoever has waited longest, be it at
 * work for their next action or elsewhere past the time to come, to leave or to fall idle. So a rate changes how fast
 * people work, and not when they come and go.
 */
export function liveAtRate(crowd: Crowd, { rate, from }: RateOptions): (nowMs: number) => Changes {
  const queues = openQueues(crowd, from);
  const slotMs = (1 * seconds) / rate;
  let slot = 1;

  return (nowMs) => {
    const metrics: UserMetric[] = [];
    const events: UserEvent[] = [];
    const sinceStartMs = nowMs - from.getTime();
    slot = Math.max(slot, Math.ceil((sinceStartMs - longestCatchUpMs) / slotMs));
    for (; slot * slotMs <= sinceStartMs; slot += 1) {
      const atMs = Math.floor(from.getTime() + slot * slotMs);
      const who = queues.take(atMs);
      if (who === undefined) continue;
      const plan = crowd.live(who, atMs, events);
      const metric = crowd.describe(who, atMs);
      metrics.push(metric);
      queues.add(who, Date.parse(metric.timestamp), plan);
    }
    return { metrics, events };
  };
}

interface Queues {
  /** Whose turn it is; nobody's, when each has acted in this very millisecond. */
  take(atMs: number): number | undefined;
  /** In line again, for what comes after the action at that time. */
  add(who: number, actedAtMs: number, plan: Plan): void;
}

function openQueues(crowd: Crowd, from: Date): Queues {
  /** By the time of their last action. */
  const atWork = new Agenda(crowd.count);
  /** By the time of what comes next. */
  const elsewhere = new Agenda(crowd.count);

  function add(who: number, actedAtMs: number, plan: Plan): void {
    if (plan.type === "act") atWork.add(who, actedAtMs);
    else elsewhere.add(who, plan.atMs);
  }

  // Their turns follow the order in which everybody is described, as one look at a screen follows the other: what stores
  // keep of those who come after each other lies side by side.
  for (let who = 0; who < crowd.count; who += 1)
    add(who, from.getTime() - firstActionWithinMs * (1 - who / crowd.count), crowd.begin(who));

  return {
    take(atMs) {
      const isWorkFirst = atWork.nextAtMs < elsewhere.nextAtMs;
      if (isWorkFirst && atWork.nextAtMs < atMs) return atWork.take();
      // Where too few are at work for the rate, the next ones come early.
      return elsewhere.take();
    },
    add,
  };
}
