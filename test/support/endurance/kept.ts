import type { UserEvent } from "../../../src/metric/event.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";

/** One message, whatever carried it. */
export interface News {
  reset?: boolean;
  metrics?: UserMetric[];
  left?: readonly { userId: string }[];
  events?: UserEvent[];
  /** Events that are announced as no longer to be had. */
  missed?: number;
  cursor?: string | undefined;
  /** Says that there is a connection, and nothing yet of what was missed. */
  isGreeting?: true;
}

/** What a reader has by what it was sent, and what was wrong with that. Written from the protocol alone. */
export class Kept {
  readonly users = new Map<string, UserMetric>();
  readonly events = new Set<string>();
  cursor: string | undefined;
  /** Events that were announced as missed. */
  missed = 0;
  resets = 0;
  /** Metrics that came. */
  updates = 0;
  /** Events that came a second time. */
  repeated = 0;
  /** Metrics that were older than one that had come before. */
  older = 0;
  /** Outlives a leaving: what is older than it must not come back. */
  readonly #newest = new Map<string, string>();

  take({ reset = false, metrics = [], left = [], events = [], missed = 0, cursor }: News): void {
    if (reset) this.#reset();
    for (const metric of metrics) this.#takeMetric(metric);
    for (const { userId } of left) this.users.delete(userId);
    for (const { id } of events) {
      if (this.events.has(id)) this.repeated += 1;
      this.events.add(id);
    }
    this.missed += missed;
    this.cursor = cursor ?? this.cursor;
  }

  #reset(): void {
    this.users.clear();
    this.events.clear();
    this.resets += 1;
  }

  #takeMetric(metric: UserMetric): void {
    const { userId, timestamp } = metric;
    if (timestamp < (this.#newest.get(userId) ?? "")) this.older += 1;
    this.#newest.set(userId, timestamp);
    this.users.set(userId, metric);
    this.updates += 1;
  }
}
