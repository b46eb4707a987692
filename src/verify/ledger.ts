import type { UserEvent } from "../metric/event.ts";
import type { UserMetric } from "../metric/user-metric.ts";

export interface Tally {
  /** Metrics and events that were on disk at the sender. */
  sent: number;
  /** Of those, what has left the sender's disk. */
  acknowledged: number;
  /** What the reader saw. */
  seen: number;
  /** Metrics in whose place the reader saw a newer one of the same user. */
  conflated: number;
  /** What the reader saw twice. */
  duplicate: number;
  /** Events that the reader never saw, and users whose newest metric it never saw. */
  lost: number;
}

/** What was sent, written down by who sent it, against what a reader saw. */
export class Ledger {
  /** Time of the newest metric, by user. */
  readonly #sent = new Map<string, string>();
  readonly #seen = new Map<string, string>();
  readonly #seenMetrics = new Set<string>();
  readonly #sentEvents = new Set<string>();
  readonly #seenEvents = new Set<string>();
  /** Whoever has left needs no newest metric. */
  readonly #left = new Set<string>();
  #metricsSent = 0;
  #duplicate = 0;

  metricSent({ userId, timestamp }: UserMetric): void {
    this.#metricsSent += 1;
    this.#sent.set(userId, timestamp);
  }

  eventSent({ id }: UserEvent): void {
    this.#sentEvents.add(id);
  }

  metricSeen({ userId, timestamp }: UserMetric): void {
    const name = `${timestamp} ${userId}`;
    if (this.#seenMetrics.has(name)) this.#duplicate += 1;
    this.#seenMetrics.add(name);
    this.#seen.set(userId, timestamp);
    this.#left.delete(userId);
  }

  eventSeen({ id }: UserEvent): void {
    if (this.#seenEvents.has(id)) this.#duplicate += 1;
    this.#seenEvents.add(id);
  }

  leftSeen(userId: string): void {
    this.#left.add(userId);
  }

  /** `waiting` is what is on the sender's disk still. */
  tally(waiting: number): Tally {
    const sent = this.#metricsSent + this.#sentEvents.size;
    const lostEvents = this.#sentEvents.difference(this.#seenEvents).size;
    const lostUsers = [...this.#sent].filter(([userId, at]) => !this.#left.has(userId) && this.#isOlder(userId, at));
    const unseenMetrics = Math.max(0, this.#metricsSent - this.#seenMetrics.size);
    return {
      sent,
      acknowledged: sent - waiting,
      seen: this.#seenMetrics.size + this.#seenEvents.size,
      conflated: Math.max(0, unseenMetrics - lostUsers.length),
      duplicate: this.#duplicate,
      lost: lostEvents + lostUsers.length,
    };
  }

  #isOlder(userId: string, at: string): boolean {
    return (this.#seen.get(userId) ?? "") < at;
  }
}
