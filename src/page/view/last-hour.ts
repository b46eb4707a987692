import type { UserEvent } from "../../metric/event.ts";
import { EventLog } from "./event-log.ts";
import { Feed } from "./feed.ts";
import type { Past } from "./hub-api.ts";
import { Timeline, type Gap } from "./timeline.ts";
import { minuteMs } from "./times.ts";

/** What happened in the last hour: what was heard here, and what the hub tells of the time before and between. */
export class LastHour {
  readonly timeline = new Timeline();
  readonly log = new EventLog((from, to) => this.timeline.isInGap(from, to));
  readonly feed = new Feed();
  #missed: Gap | undefined;
  #minute: number | undefined;

  /** In the order in which they happened. */
  take(events: readonly UserEvent[]): void {
    this.feed.put(events.filter((event) => this.log.take(event)));
  }

  /** Nothing was heard in this time. What is left of it shows as a gap once the hub was asked. */
  miss(time: Gap): void {
    this.log.interrupt(time);
    this.#missed = time;
  }

  /** Fills in what the hub knows; a hub without a past leaves what was heard `since`. */
  fillIn({ steps, events, knownSince }: Past, { since, now }: { since: number; now: number }): void {
    this.timeline.load(steps, now);
    this.log.beginAt(knownSince ?? since);
    // The hub begins with the newest.
    this.take(events.toReversed());
    if (this.#missed && this.#isUnknown(this.#missed)) this.feed.putGap(this.#missed);
    this.#missed = undefined;
  }

  /** Counts the minutes that are over. Returns whether there are any. */
  endMinutes(now: number): boolean {
    const minute = Math.floor(now / minuteMs);
    const from = this.#minute ?? minute;
    this.#minute = minute;
    for (let ended = from; ended < minute; ended++) {
      const counted = this.log.inMinute(ended * minuteMs);
      if (counted !== undefined) this.timeline.countEvents(ended * minuteMs, counted);
    }
    return minute > from;
  }

  prune(now: number): void {
    this.log.prune(now);
    this.timeline.prune(now);
  }

  #isUnknown(time: Gap): boolean {
    return this.log.knownSince > time.from || this.timeline.hasGap(time);
  }
}
