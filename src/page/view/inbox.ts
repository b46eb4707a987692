import type { Changes } from "../../client/news.ts";
import type { MetricRecord } from "../../metric/meta.ts";
import type { UserEvent } from "../../metric/event.ts";

const eventsAtMost = 10_000;

/** What has come while the page was paused: the newest of each user, and the newest events. */
export class Inbox {
  readonly #users = new Map<string, MetricRecord | undefined>();
  #events: UserEvent[] = [];

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
    if (this.#events.length > 2 * eventsAtMost) this.#events = this.#events.slice(-eventsAtMost);
  }

  /** Gives all that came, and begins anew. */
  empty(): { changes: Changes; events: UserEvent[] } {
    const changes: Changes = { changed: [], left: [] };
    for (const [userId, record] of this.#users) {
      if (record) changes.changed.push(record);
      else changes.left.push(userId);
    }
    const events = this.#events.slice(-eventsAtMost);
    this.#users.clear();
    this.#events = [];
    return { changes, events };
  }
}
