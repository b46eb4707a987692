import type { Meta, MetricRecord } from "../meta.ts";

/** What is wrong with one value of a record or query, in the sender's spelling; the guide's validation answer. */
export interface InputError {
  path: string;
  msg: string;
  location: "body" | "query";
}

export type InboundResult =
  | {
      ok: true;
      record: MetricRecord;
      /** Whether a time in it was too far ahead of our clock to be believed. */
      isAhead: boolean;
    }
  | { ok: false; errors: InputError[] };

/** What a shape makes of a record, before its times are compared with our clock. */
export type ShapeResult = { ok: true; record: MetricRecord } | { ok: false; errors: InputError[] };

export interface InboundContext {
  /** ISO time of receipt: stands in for a missing timestamp. */
  receivedAt: string;
  /** Names the sender where the record does not. */
  source: string;
  /** What the sender says about the record, already checked. */
  meta?: Meta;
}

/**
 * A shape in which records arrive. `read` checks everything and never throws; `recognises` looks at the outline only, and
 * belongs to shapes that a sender may post to a hub without naming them.
 */
export interface InboundShape {
  recognises?(record: Record<string, unknown>): boolean;
  read(record: Record<string, unknown>, context: InboundContext): ShapeResult;
}

export function defineInboundShape(shape: InboundShape): InboundShape {
  return shape;
}
