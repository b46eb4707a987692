import type { Changes } from "../../client/news.ts";
import type { MetricRecord } from "../../metric/meta.ts";
import type { UserEvent } from "../../metric/event.ts";
import type { RunReport } from "../../metric/run-report.ts";

const eventsAtMost = 10_000;

export interface Held {
  changes: Changes;
  events: UserEvent[];
  /** The moment up to which events had to give way. */
  droppedUntil: number | undefined;
  runs: readonly RunReport[];
}

/** What has come while the page was paused: the newest of each user and target, and the newest events. */
export class Inbox {
  readonly #users = new Map<string, MetricRecord | undefined>();
  #events: UserEvent[] = [];
  #droppedUntil: number | undefined;
  #runs: readonly RunReport[] = [];

  /** Users who have changed, are new or have left. */
  get size(): number {
    return this.#users.size;
  }

  putChanges({ changed, left }: Changes): void {
    for (const record of changed) this.#users.set(record.metric.userId, record);
    for (const userId of left) this.#users.set(userId, undefined);
  }

  putEvent(event: UserEvent): void {
    this.#events.push(event);
    if (this.#events.length > 2 * eventsAtMost) this.#dropOldest();
  }

  /** Each list holds the last run of every target. */
  putRuns(runs: readonly RunReport[]): void {
    this.#runs = runs;
  }

  /** Gives all that came, and begins anew. */
  empty(): Held {
    const changes: Changes = { changed: [], left: [] };
    for (const [userId, record] of this.#users) {
      if (record) changes.changed.push(record);
      else changes.left.push(userId);
    }
    this.#dropOldest();
    const held = { changes, events: this.#events, droppedUntil: this.#droppedUntil, runs: this.#runs };
    this.#users.clear();
    this.#events = [];
    this.#droppedUntil = undefined;
    this.#runs = [];
    return held;
  }

  #dropOldest(): void {
    const oldest = this.#events.at(-eventsAtMost - 1);
    if (!oldest) return;
    this.#droppedUntil = Date.parse(oldest.timestamp) + 1;
    this.#events = this.#events.slice(-eventsAtMost);
  }
}
