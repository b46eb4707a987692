import { parseCursor, toCursorText, type Cursor } from "../metric/cursor.ts";
import type { UserEvent } from "../metric/event.ts";
import type { MetricRecord } from "../metric/meta.ts";
import type { Batch } from "./batch.ts";
import { GroupCommit } from "./group-commit.ts";
import type { Arrival, Change, Commit, Position, Store } from "./store/store.ts";
import { toVersion } from "./store/version.ts";

/** As many users as the wire puts into one frame. */
const changesPerBatch = 500;
const bytesPerBatch = 1024 * 1024;
/** Readers that are nearly level share a batch as well; one that is far behind reads for itself. */
const batchesKept = 16;
const eventsForFreshReaders = 100;

/** The answer to a sender: what became of its records, and how far the hub is. */
export interface Receipt {
  accepted: number;
  duplicates: number;
  cursor: string;
}

/** Where a reader begins. With `isReset` it asked for a place in another history: what follows replaces what it has. */
export interface Start {
  position: Position;
  isReset: boolean;
}

/** The latest metric of each user and the last events, as one sequence of changes; knows nothing of sockets. */
export class Hub {
  readonly #store: Store;
  readonly #commits: GroupCommit;
  readonly #wakes = new Set<() => void>();
  readonly #batches = new Map<string, Promise<Batch>>();
  #seq: number;

  constructor(store: Store, seq: number) {
    this.#store = store;
    this.#seq = seq;
    this.#commits = new GroupCommit((arrivals) => this.#commit(arrivals));
  }

  /** Takes over the store: closing the hub closes it. */
  static async open(store: Store): Promise<Hub> {
    return new Hub(store, await store.latestSeq());
  }

  get cursor(): Cursor {
    return { epoch: this.#store.epoch, seq: this.#seq };
  }

  /** Resolves when what is new in these records is on disk. */
  async accept(records: readonly MetricRecord[]): Promise<Receipt> {
    return this.#toReceipt(await this.#commits.add(records.map(toUserArrival)));
  }

  /** Resolves when what is new in these events is on disk. */
  async acceptEvents(events: readonly UserEvent[]): Promise<Receipt> {
    return this.#toReceipt(await this.#commits.add(events.map(toEventArrival)));
  }

  /** Finds the place of a cursor; without one the reader gets the whole state and the last events. */
  async startFrom(since: string | undefined): Promise<Start> {
    const cursor = parseCursor(since);
    if (cursor?.epoch === this.#store.epoch && cursor.seq <= this.#seq)
      return { position: { seq: cursor.seq, eventsAfter: cursor.seq }, isReset: false };

    const eventsAfter = await this.#store.seqBeforeLastEvents(eventsForFreshReaders);
    return { position: { seq: 0, eventsAfter }, isReset: since !== undefined };
  }

  /** What follows a position, read and serialised once for all who ask from there before the next change. */
  read(position: Position): Promise<Batch> {
    const key = `${position.seq}:${position.eventsAfter}`;
    const known = this.#batches.get(key);
    if (known) return known;

    const batch = this.#readBatch(position);
    batch.catch(() => this.#batches.delete(key));
    this.#batches.set(key, batch);
    const [oldest] = this.#batches.keys();
    if (this.#batches.size > batchesKept) this.#batches.delete(oldest!);
    return batch;
  }

  /** Calls `wake` after each change; returns what ends that. */
  subscribe(wake: () => void): () => void {
    this.#wakes.add(wake);
    return () => this.#wakes.delete(wake);
  }

  /** Finishes what was taken in, then closes the store. */
  async close(): Promise<void> {
    await this.#commits.idle();
    await this.#store.close();
  }

  async #commit(arrivals: readonly Arrival[]): Promise<Commit> {
    const commit = await this.#store.commit(arrivals);
    if (commit.seq === this.#seq) return commit;

    this.#seq = commit.seq;
    this.#batches.clear();
    for (const wake of this.#wakes) wake();
    return commit;
  }

  async #readBatch(position: Position): Promise<Batch> {
    const found = await this.#store.changesAfter(position, changesPerBatch);
    const changes = withinBytes(found, bytesPerBatch);
    const seq = changes.at(-1)?.seq ?? position.seq;
    return {
      epoch: this.#store.epoch,
      changes,
      end: { seq, eventsAfter: Math.max(seq, position.eventsAfter) },
      isLevel: found.length < changesPerBatch && changes.length === found.length,
    };
  }

  #toReceipt({ seq, accepted }: Commit): Receipt {
    const count = accepted.filter(Boolean).length;
    const cursor = toCursorText({ epoch: this.#store.epoch, seq });
    return { accepted: count, duplicates: accepted.length - count, cursor };
  }
}

function toUserArrival({ metric, meta }: MetricRecord): Arrival {
  return {
    type: "user",
    userId: metric.userId,
    version: toVersion(metric.timestamp),
    metricJson: JSON.stringify(metric),
    metaJson: JSON.stringify(meta),
  };
}

function toEventArrival(event: UserEvent): Arrival {
  return { type: "event", id: event.id, eventJson: JSON.stringify(event) };
}

/** As many from the front as fit, and at least one. */
function withinBytes(changes: Change[], limit: number): Change[] {
  let size = 0;
  const end = changes.findIndex((change) => (size += sizeOf(change)) > limit);
  return end === -1 ? changes : changes.slice(0, Math.max(1, end));
}

function sizeOf(change: Change): number {
  return change.type === "event" ? change.eventJson.length : change.metricJson.length + change.metaJson.length;
}
