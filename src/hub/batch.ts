import type { Change, Position } from "./store/store.ts";

/** What follows a position in the sequence: shared by all readers that stand there. */
export interface Batch {
  epoch: string;
  changes: readonly Change[];
  /** Where a reader stands who has these. */
  end: Position;
  /** Nothing came after it when it was read. */
  isLevel: boolean;
}

/** Makes an encoder that does its work once for each batch, however many readers send it. */
export function oncePerBatch<Encoded>(encode: (batch: Batch) => Encoded): (batch: Batch) => Encoded {
  const encoded = new WeakMap<Batch, Encoded>();
  return (batch) => {
    const known = encoded.get(batch);
    if (known !== undefined) return known;

    const made = encode(batch);
    encoded.set(batch, made);
    return made;
  };
}
