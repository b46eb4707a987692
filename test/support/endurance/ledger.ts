import type { UserEvent } from "../../../src/metric/event.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";

/** One thing that was sent: a state of a user, or an event, which may say that its user is gone. */
export type Sent = { type: "metric"; metric: UserMetric } | { type: "event"; event: UserEvent };

/** What one sender sent, and what of it was acknowledged: what the hub must have, written down where it is not. */
export class Ledger {
  /** All states of each user, in order; undefined is a leaving. */
  readonly states = new Map<string, (UserMetric | undefined)[]>();
  readonly eventIds: string[] = [];
  /** Sent, and not yet answered. */
  inFlight: readonly Sent[] = [];

  acknowledge(sent: readonly Sent[]): void {
    for (const each of sent) {
      if (each.type === "metric") this.#add(each.metric.userId, each.metric);
      else {
        this.eventIds.push(each.event.id);
        if (each.event.type === "user_gone") this.#add(each.event.userId, undefined);
      }
    }
    this.inFlight = [];
  }

  /** Metrics that the live view must hold now, but for what is in flight. */
  latest(): UserMetric[] {
    return [...this.states.values()].map((states) => states.at(-1)).filter((metric) => metric !== undefined);
  }

  #add(userId: string, state: UserMetric | undefined): void {
    const states = this.states.get(userId) ?? [];
    if (state !== undefined || states.at(-1) !== undefined) states.push(state);
    this.states.set(userId, states);
  }
}
