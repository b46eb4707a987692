import type { Cursor } from "../../metric/cursor.ts";
import type { Batch, Entry, Place } from "../batch.ts";
import type { Hub } from "../hub.ts";

/** Enough to catch up with what changed while a large state was read, and an end where it changes all the time. */
const batchesToCatchUp = 20;

/**
 * Reads what follows a place as one answer: all that was there at the start, where nobody is twice, and what changed
 * meanwhile as far as it may stand in the same answer. Its results are there when `entries` has ended.
 */
export class StateReading {
  readonly #hub: Hub;
  readonly #from: Place;
  /** What is up to here was there at the start. */
  readonly #target: number;
  #hasLeft = false;
  cursor: Cursor;
  isReset: boolean;
  missedEvents = 0;
  /** Nothing came after the cursor when it was read. */
  isComplete = false;

  constructor(hub: Hub, from: Place) {
    this.#hub = hub;
    this.#from = from;
    this.#target = hub.cursor.seq;
    this.cursor = { epoch: hub.cursor.epoch, seq: from.seq };
    this.isReset = from.isReset;
  }

  async *entries(): AsyncGenerator<readonly Entry[], void> {
    let place = this.#from;
    for (let late = 0; late < batchesToCatchUp; late += place.seq < this.#target ? 0 : 1) {
      const batch = await this.#hub.read(place);
      place = batch.end;
      this.isReset ||= batch.isReset;
      const end = this.#endOf(batch);
      const entries = batch.entries.slice(0, end);
      for (const entry of entries) if (entry.type === "gap") this.missedEvents += entry.events;
      yield entries;

      const isWhole = end === batch.entries.length;
      this.cursor = { epoch: batch.epoch, seq: isWhole ? place.seq : batch.entries[end]!.seq - 1 };
      this.isComplete = isWhole && batch.isLevel;
      if (!isWhole || batch.isLevel) return;
    }
  }

  /**
   * Of what came after the start, a leaving may concern a user who was sent before, and a user may be one who has left
   * before: that is for the next answer, since within one nobody could tell which was first.
   */
  #endOf({ entries }: Batch): number {
    for (const [index, { seq, type }] of entries.entries()) {
      const isLate = seq > this.#target;
      if (isLate && (type === "left" || (type === "user" && this.#hasLeft))) return index;
      this.#hasLeft ||= type === "left";
    }
    return entries.length;
  }
}
