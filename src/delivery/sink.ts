import type { z } from "zod";
import type { Log } from "../log.ts";
import type { ItemType, Parcel } from "./parcel.ts";

/** What became of a batch. Parcels that are not named were delivered. */
export interface WriteResult {
  /** Parcels the receiver will never take, by their place in the batch. */
  rejected: { index: number; reason: string }[];
  /** The receiver went away, and that is no failure: a closed stdout. Nothing of this batch or after it is wanted. */
  isGone?: boolean;
}

/**
 * Where items go. Calls never overlap: the next `write` comes after the last one settled, `close` after all of them.
 * A `write` that throws delivered nothing it can be sure of; a SinkError says whether trying again makes sense.
 */
export interface Sink {
  /** What people read in logs and the summary: `rest http://127.0.0.1:3001`. */
  readonly label: string;
  /** Most parcels one `write` takes. */
  readonly batchSize: number;
  /** What it is given; the rest is not meant for it. */
  readonly takes: ReadonlySet<ItemType>;
  /** Kept on disk until it is delivered; without it a sink gets what it can take at the time. */
  readonly isSpooled: boolean;
  /** What a delivery means here. Not known before the first. */
  readonly confirms?: "stored" | "read" | undefined;
  write(parcels: readonly Parcel[], signal: AbortSignal): Promise<WriteResult>;
  close(): Promise<void>;
}

interface SinkContext {
  log: Log;
  /** Called once when the receiver has gone for good and that is no failure: a closed stdout. */
  onGone: () => void;
}

/** A kind of sink: the schema of its options and how to open one. Opening touches no network. */
export interface SinkKind<Schema extends z.ZodType = z.ZodType> {
  options: Schema;
  open(options: z.output<Schema>, context: SinkContext): Sink;
}

export function defineSink<Schema extends z.ZodType>(kind: SinkKind<Schema>): SinkKind<Schema> {
  return kind;
}

export const nothingRejected: WriteResult = { rejected: [] };
