import type { UserEvent } from "../metric/event.ts";
import type { MetricRecord } from "../metric/meta.ts";
import type { Host } from "./host.ts";

/** What has changed since the last time that subscribers were told. */
export interface Changes {
  /** Users who are new or whose record is another, as they are now. */
  changed: MetricRecord[];
  /** Ids of users who are no longer there. */
  left: string[];
}

export interface Told extends Changes {
  events: UserEvent[];
  hasNewRuns: boolean;
}

/** About one frame of a screen: what comes faster than that is told together. */
const pauseMs = 16;

/** Collects what is new and tells it: at once after a pause, else when the pause is over. */
export class News {
  readonly #host: Host;
  readonly #tell: (told: Told) => void;
  #users = new Map<string, MetricRecord | undefined>();
  #events: UserEvent[] = [];
  #hasNewRuns = false;
  #toldAt = -Infinity;
  #cancel: (() => void) | undefined;

  constructor(host: Host, tell: (told: Told) => void) {
    this.#host = host;
    this.#tell = tell;
  }

  /** Without a record he is gone. */
  addUser(userId: string, record: MetricRecord | undefined): void {
    // Taken out first, so that changes come in the order in which they were last made.
    this.#users.delete(userId);
    this.#users.set(userId, record);
  }

  addEvent(event: UserEvent): void {
    this.#events.push(event);
  }

  addRuns(): void {
    this.#hasNewRuns = true;
  }

  /** To be called when a message has been taken in whole. */
  tellSoon(): void {
    const leftMs = this.#toldAt + pauseMs - this.#host.elapsed();
    if (leftMs <= 0) this.tellNow();
    else this.#cancel ??= this.#host.after(leftMs, () => this.tellNow());
  }

  tellNow(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#users.size === 0 && this.#events.length === 0 && !this.#hasNewRuns) return;

    const told: Told = { changed: [], left: [], events: this.#events, hasNewRuns: this.#hasNewRuns };
    for (const [userId, record] of this.#users) {
      if (record) told.changed.push(record);
      else told.left.push(userId);
    }
    this.#users = new Map();
    this.#events = [];
    this.#hasNewRuns = false;
    this.#toldAt = this.#host.elapsed();
    this.#tell(told);
  }
}
