import { parseCursor } from "../metric/cursor.ts";
import type { MetricRecord } from "../metric/meta.ts";
import type { RunReport } from "../metric/run-report.ts";
import type { Arrival, Item } from "./incoming.ts";
import type { News } from "./news.ts";
import type { SeenEvents } from "./seen-events.ts";
import type { Unreadable } from "./unreadable.ts";
import type { Users } from "./users.ts";

/** What sources put together. */
export interface Known {
  users: Users;
  runs: Map<string, RunReport>;
  seenEvents: SeenEvents;
  news: News;
}

interface Staged {
  users: Map<string, MetricRecord>;
  runs: Map<string, RunReport>;
}

/** One server: where we stand in its history, over all connections and transports to it. */
export class Source {
  readonly #known: Known;
  readonly #unreadable: Unreadable;
  #cursor: string | undefined;
  /** Whose runs it has told. */
  #targets = new Set<string>();
  #isHub = false;
  /** Another history, which takes the place of ours when it is complete: until then our users stay in view. */
  #staged: Staged | undefined;
  #gapAfter: string | undefined;
  #gapEvents = 0;
  #lostBefore = 0;

  constructor(known: Known, unreadable: Unreadable) {
    this.#known = known;
    this.#unreadable = unreadable;
  }

  get cursor(): string | undefined {
    return this.#cursor;
  }

  /** Events that were lost since `dismissGap`. */
  get lostEvents(): number {
    return this.#lostBefore + this.#gapEvents;
  }

  /** A hub says who leaves; of a server of the guide nobody hears it. */
  get tellsWhoLeaves(): boolean {
    return this.#isHub;
  }

  dismissGap(): void {
    this.#lostBefore = 0;
    this.#gapEvents = 0;
  }

  /** Takes in a message, of which is told soon. */
  take({ items, cursor, isHub, unreadable }: Arrival): void {
    this.#isHub = isHub;
    const startsAnew = items.some(({ type }) => type === "reset");
    if (!startsAnew && this.#isOtherHistory(cursor)) this.#stage();
    for (const item of items) this.#takeItem(item);
    this.#cursor = cursor ?? this.#cursor;
    // A client of the guide is never told that a state is complete.
    if (!isHub) this.#commit();
    this.#unreadable.add(unreadable);
    this.#known.news.tellSoon();
  }

  #takeItem(item: Item): void {
    switch (item.type) {
      case "user":
        return this.#takeUser(item.record);
      case "left":
        this.#staged?.users.delete(item.userId);
        return this.#staged ? undefined : this.#known.users.remove(item.userId, this);
      case "event":
        return this.#known.seenEvents.isNew(item.key) ? this.#known.news.addEvent(item.event) : undefined;
      case "run":
        return this.#takeRun(item.run);
      case "gap":
        return this.#takeGap(item.events, item.after);
      case "reset":
        return this.#stage();
      case "hello":
        return undefined;
      case "standing":
        return item.behind === 0 ? this.#commit() : undefined;
    }
  }

  #takeUser(record: MetricRecord): void {
    if (this.#staged) this.#staged.users.set(record.metric.userId, record);
    else this.#known.users.put(record, this);
  }

  #takeRun(run: RunReport): void {
    const runs = this.#staged?.runs ?? this.#known.runs;
    const known = runs.get(run.target);
    if (known && Date.parse(known.endedAt) >= Date.parse(run.endedAt)) return;
    runs.set(run.target, run);
    if (this.#staged) return;
    this.#targets.add(run.target);
    this.#known.news.addRuns();
  }

  /** Told again after the same cursor, it is the same gap: the connection broke before it got any further. */
  #takeGap(events: number, after: string): void {
    if (after !== this.#gapAfter) this.#lostBefore += this.#gapEvents;
    this.#gapAfter = after;
    this.#gapEvents = events;
  }

  #stage(): void {
    this.#staged = { users: new Map(), runs: new Map() };
  }

  #commit(): void {
    const staged = this.#staged;
    if (!staged) return;
    this.#staged = undefined;
    this.#known.users.replace(staged.users, this);
    for (const target of this.#targets) if (!staged.runs.has(target)) this.#known.runs.delete(target);
    for (const [target, run] of staged.runs) this.#known.runs.set(target, run);
    this.#targets = new Set(staged.runs.keys());
    this.#known.news.addRuns();
  }

  #isOtherHistory(cursor: string | undefined): boolean {
    if (cursor === undefined || this.#cursor === undefined) return false;
    return parseCursor(cursor)?.epoch !== parseCursor(this.#cursor)?.epoch;
  }
}
