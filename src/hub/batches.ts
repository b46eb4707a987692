import type { Batch, Gap, Place } from "./batch.ts";
import { sizeOf } from "./change-size.ts";
import type { RecentChanges } from "./recent-changes.ts";
import type { Change, Slice, Store } from "./store/store.ts";

const changesPerBatch = 500;
const bytesPerBatch = 1024 * 1024;
/** Readers that are nearly level share a batch as well; one that is far behind reads for itself. */
const batchesKept = 16;

interface BatchesOptions {
  store: Store;
  recent: RecentChanges;
  /** How far the hub is, and since when. */
  reached: () => Pick<Batch, "movedAt"> & { seq: number };
  /** The place of a reader that cannot be led on from where it is, since what was up to `forgottenTo` is forgotten. */
  startAnew: (forgottenTo: number) => Promise<Place>;
}

/** Reads what follows a place: once for all who ask from there before the next change. */
export class Batches {
  readonly #store: Store;
  readonly #recent: RecentChanges;
  readonly #reached: BatchesOptions["reached"];
  readonly #startAnew: BatchesOptions["startAnew"];
  readonly #known = new Map<string, Promise<Batch>>();

  constructor({ store, recent, reached, startAnew }: BatchesOptions) {
    this.#store = store;
    this.#recent = recent;
    this.#reached = reached;
    this.#startAnew = startAnew;
  }

  read(place: Place): Promise<Batch> {
    const key = `${place.seq}:${place.eventsAfter}:${place.leftAfter}:${place.isReset}`;
    const known = this.#known.get(key);
    if (known) return known;

    const batch = this.#read(place);
    batch.catch(() => this.#known.delete(key));
    this.#known.set(key, batch);
    const [oldest] = this.#known.keys();
    if (this.#known.size > batchesKept) this.#known.delete(oldest!);
    return batch;
  }

  /** There is something newer. */
  clear(): void {
    this.#known.clear();
  }

  async #read(place: Place): Promise<Batch> {
    const reached = this.#reached();
    const slice = this.#readRecent(place) ?? (await this.#store.changesAfter(place, changesPerBatch));
    if (place.seq > 0 && place.leftAfter < slice.forgottenTo)
      return this.#read(await this.#startAnew(slice.forgottenTo));

    const changes = withinBytes(slice.changes, bytesPerBatch);
    const isLevel = slice.changes.length < changesPerBatch && changes.length === slice.changes.length;
    const gaps = await this.#findGaps(place, { ...slice, changes, isLevel });
    const entries = [...changes, ...gaps].toSorted((first, second) => first.seq - second.seq);
    const last = entries.at(-1)?.seq ?? place.seq;
    // Places without an entry, up to what was there before reading, are behind a reader that is level.
    const seq = isLevel ? Math.max(last, reached.seq) : last;
    const missed = gaps.reduce((sum, { events }) => sum + events, 0);
    return {
      epoch: this.#store.epoch,
      isReset: place.isReset,
      entries,
      skipped: seq - place.seq - changes.length - missed,
      end: {
        seq,
        eventsAfter: Math.max(seq, place.eventsAfter),
        leftAfter: Math.max(seq, place.leftAfter),
        isReset: false,
      },
      isLevel,
      movedAt: reached.movedAt,
    };
  }

  /** Where all that follows is at hand, nothing of it is forgotten or dropped. */
  #readRecent(place: Place): Slice | undefined {
    const changes = this.#recent.after(place, changesPerBatch);
    return changes && { changes, forgottenTo: 0, eventsDroppedTo: 0 };
  }

  /**
   * Where events are missing, each gap in its own place: a reader that breaks off between two of them has been told of
   * the first, and will be told of the second.
   */
  async #findGaps(
    { eventsAfter }: Place,
    { changes, isLevel, eventsDroppedTo }: Slice & { isLevel: boolean },
  ): Promise<Gap[]> {
    if (eventsAfter >= eventsDroppedTo) return [];

    const places = changes.map(({ seq }) => seq - 1).filter((seq) => seq > eventsAfter && seq < eventsDroppedTo);
    const isPast = isLevel || changes.at(-1)!.seq > eventsDroppedTo;
    if (isPast) places.push(eventsDroppedTo);
    const missed = await this.#store.eventsMissed(eventsAfter, places);
    return places
      .map((seq, index): Gap => ({ type: "gap", seq, events: missed[index]! - (missed[index - 1] ?? 0) }))
      .filter(({ events }) => events > 0);
  }
}

/** As many from the front as fit, and at least one. */
function withinBytes(changes: Change[], limit: number): Change[] {
  let size = 0;
  const end = changes.findIndex((change) => (size += sizeOf(change)) > limit);
  return end === -1 ? changes : changes.slice(0, Math.max(1, end));
}
