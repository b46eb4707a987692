import type { Cursor } from "../metric/cursor.ts";
import type { Change, Position } from "./store/store.ts";

/** Where a reader is, and whether what follows replaces what it has. */
export interface Place extends Position {
  isReset: boolean;
}

/** Events that stood between two entries and are no longer kept; `seq` is the last place that this accounts for. */
export interface Gap {
  type: "gap";
  seq: number;
  events: number;
}

/** What a reader gets, in the order of the sequence; each leaves it at its `seq`. */
export type Entry = Change | Gap;

/** What follows a place in the sequence: shared by all readers that stand there. */
export interface Batch {
  epoch: string;
  /** What the reader has is of another history, or too old to be led on: this replaces it. */
  isReset: boolean;
  entries: readonly Entry[];
  /** Places of the sequence that were skipped, since something newer took over from what stood there. */
  skipped: number;
  /** Where a reader stands who has these. */
  end: Place;
  /** Nothing came after it when it was read. */
  isLevel: boolean;
  /** When the hub got what it had then; of `performance.now()`. */
  movedAt: number;
}

/** Whether a reader is told anything by it, besides where it stands. */
export function hasNews({ entries, isReset }: Batch): boolean {
  return entries.length > 0 || isReset;
}

/** How many changes at most were still to come when this batch was read; 0 when nothing came after it then. */
export function behindOf({ isLevel, end }: Batch, hub: { cursor: Cursor }): number {
  return isLevel ? 0 : Math.max(1, hub.cursor.seq - end.seq);
}

/** Makes an encoder that does its work once for each batch, however many readers send it. */
export function oncePerBatch<Encoded>(encode: (batch: Batch) => Encoded): (batch: Batch) => Encoded {
  const encoded = new WeakMap<Batch, Encoded>();
  const encodeOnce = (batch: Batch): Encoded => {
    const made = encoded.get(batch) ?? encode(batch);
    encoded.set(batch, made);
    return made;
  };

  // One reader after the other asks for the same: that need not be looked up.
  let last: { batch: Batch; made: Encoded } | undefined;
  return (batch) => {
    if (last?.batch !== batch) last = { batch, made: encodeOnce(batch) };
    return last.made;
  };
}
