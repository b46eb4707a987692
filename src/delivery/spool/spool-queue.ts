import type { ItemType } from "../parcel.ts";
import type { Queue, QueueCounts } from "../queue.ts";
import { Pace } from "./pace.ts";
import type { Refused, Spool, SpoolChange, SpoolReader, Waiting } from "./spool.ts";

interface SpoolQueueOptions {
  spool: Spool;
  /** The name under which its place is kept. */
  sink: string;
  takes: ReadonlySet<ItemType>;
  /** Epoch milliseconds. */
  now?: () => number;
}

/** What is read ahead of those who may not leave yet. */
const heldAtMost = 10_000;

/** What of the spool waits for one sink: in order, and at most one metric of a user a second. */
export class SpoolQueue implements Queue, SpoolReader {
  readonly sink: string;
  readonly takes: ReadonlySet<ItemType>;
  readonly #spool: Spool;
  readonly #now: () => number;
  readonly #pace = new Pace();
  /** Read and not settled, in order: what is on its way, and what may not leave yet. */
  readonly #read = new Map<number, Waiting>();
  /** Of these, what something newer has taken the place of. */
  readonly #replaced = new Set<number>();
  #taken: Waiting[] = [];
  #cursor = Number.POSITIVE_INFINITY;
  /** Where a restart would go on. */
  #position: number;
  /** With what was replaced on its way, which counts as replaced only if it did not arrive. */
  #waiting: number;
  #conflated = 0;
  #dropped = 0;

  constructor({ spool, sink, takes, now = Date.now }: SpoolQueueOptions) {
    this.sink = sink;
    this.takes = takes;
    this.#spool = spool;
    this.#now = now;
    this.#position = spool.join(this);
    this.#cursor = this.#position;
    this.#waiting = spool.countUnread(this);
  }

  get cursor(): number {
    return this.#cursor;
  }

  get counts(): QueueCounts {
    return { waiting: this.#waiting - this.#replaced.size, conflated: this.#conflated, dropped: this.#dropped };
  }

  notice(change: SpoolChange): void {
    const { what } = change;
    if (!this.takes.has(change.type)) return;
    if (what === "added") this.#waiting += change.count;
    else if (what === "renewed") this.#conflated += 1;
    else if (change.seq > this.#cursor) this.#leaves(what);
    else if (this.#read.has(change.seq) && what === "replaced") this.#replaced.add(change.seq);
  }

  take(limit: number): Waiting[] {
    this.#forgetReplaced();
    this.#taken = [];
    const now = this.#now();
    for (const waiting of this.#read.values()) if (this.#mayLeave(waiting, now, limit)) this.#taken.push(waiting);
    while (this.#taken.length < limit && this.#read.size - this.#taken.length < heldAtMost)
      if (!this.#readOn(limit - this.#taken.length, now)) break;
    // What it does not take would lie there for it until there is something that it does.
    if (this.#read.size === 0 && this.#cursor > this.#position) this.#move(this.#cursor, [], now);
    return this.#taken;
  }

  /** On disk before it is sent. */
  untilSafe(): Promise<void> {
    return this.#spool.untilSynced();
  }

  dueInMs(): number | undefined {
    const held = [...this.#read.values()].map(({ key }) => this.#pace.dueInMs(key, this.#now()));
    return held.length === 0 ? undefined : Math.max(1, Math.min(...held));
  }

  settle(rejected: readonly { index: number; reason: string }[]): void {
    const now = this.#now();
    const refused = rejected.map(({ index, reason }) => ({ waiting: this.#taken[index]!, reason }));
    const firstHeld = this.#findHeld();
    this.#move(firstHeld === undefined ? this.#cursor : firstHeld - 1, refused, now);

    for (const { seq, type, key } of this.#taken) {
      this.#read.delete(seq);
      this.#replaced.delete(seq);
      if (type === "metric") this.#pace.note(key, now);
    }
    this.#waiting -= this.#taken.length;
    this.#taken = [];
  }

  /** Another process may have given letters back. */
  recount(): void {
    this.#waiting = this.#read.size + this.#spool.countUnread(this);
  }

  forget(): void {
    // A sink on disk is never gone for good.
  }

  /** Returns whether there may be more. */
  #readOn(limit: number, now: number): boolean {
    const { found, upTo } = this.#spool.read({ sink: this.sink, after: this.#cursor, limit });
    // Past what is for other sinks, too.
    this.#cursor = upTo;
    for (const waiting of found) {
      if (!this.takes.has(waiting.type)) continue;
      this.#read.set(waiting.seq, waiting);
      if (this.#mayLeave(waiting, now, Number.POSITIVE_INFINITY)) this.#taken.push(waiting);
    }
    return found.length === limit;
  }

  /** The first that may not leave yet: what was taken is in the order of what was read. */
  #findHeld(): number | undefined {
    let place = 0;
    for (const seq of this.#read.keys()) {
      if (seq !== this.#taken[place]?.seq) return seq;
      place += 1;
    }
    return undefined;
  }

  #move(position: number, refused: readonly Refused[], now: number): void {
    this.#spool.settle(this.sink, { position, refused, now });
    this.#position = position;
  }

  #mayLeave({ type, key }: Waiting, now: number, limit: number): boolean {
    return this.#taken.length < limit && (type !== "metric" || this.#pace.dueInMs(key, now) === 0);
  }

  #forgetReplaced(): void {
    for (const seq of this.#replaced) {
      this.#read.delete(seq);
      this.#leaves("replaced");
    }
    this.#replaced.clear();
  }

  #leaves(what: "replaced" | "dropped"): void {
    this.#waiting -= 1;
    if (what === "dropped") this.#dropped += 1;
    else this.#conflated += 1;
  }
}
