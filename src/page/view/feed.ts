import type { UserEvent } from "../../metric/event.ts";
import type { Gap } from "./timeline.ts";

const keptAtMost = 200;

export type FeedItem = { type: "event"; event: UserEvent } | { type: "gap"; id: string; at: number; ms: number };

/** The newest events, and the times between of which nothing is known. Newest first. */
export class Feed {
  #items: readonly FeedItem[] = [];

  get items(): readonly FeedItem[] {
    return this.#items;
  }

  /** In the order in which they happened. */
  put(events: readonly UserEvent[]): void {
    if (events.length > 0) this.#insert(events.map((event) => ({ type: "event", event })));
  }

  /** Before the first event there is nothing to part. */
  putGap({ from, to }: Gap): void {
    if (this.#items.length > 0) this.#insert([{ type: "gap", id: `gap-${from}`, at: to, ms: to - from }]);
  }

  #insert(items: readonly FeedItem[]): void {
    this.#items = [...items.toReversed(), ...this.#items].sort((a, b) => timeOf(b) - timeOf(a)).slice(0, keptAtMost);
  }
}

/** How many events came since; at least as many where the feed has no room for more. */
export function countNew(feed: readonly FeedItem[], since: readonly FeedItem[]): { count: number; isAtLeast: boolean } {
  const known = new Set(since);
  const added = feed.filter((item) => !known.has(item));
  const count = added.filter(({ type }) => type === "event").length;
  return { count, isAtLeast: added.length === keptAtMost };
}

function timeOf(item: FeedItem): number {
  return item.type === "gap" ? item.at : Date.parse(item.event.timestamp);
}
