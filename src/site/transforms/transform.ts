import type { z } from "zod";

/** What a transform needs to know besides its input; passed in so that it stays pure. */
export interface TransformContext {
  /** When the page was read. */
  now: Date;
}

/** A value, or the reason why there is none. */
export type Outcome = { value: unknown } | { missing: string };

/** One step from what the page says to a typed value: a pure function with the schema of its options. */
export interface Transform<Schema extends z.ZodType = z.ZodType> {
  description: string;
  /** Shown in the docs, and run by a test. */
  examples: readonly TransformExample[];
  /** What may follow the name in a selector file. */
  options: Schema;
  /** The options that the bare name stands for; without them the name cannot stand alone. */
  bare?: z.input<Schema>;
  apply(input: unknown, options: z.output<Schema>, context: TransformContext): Outcome;
}

export interface TransformExample {
  input: unknown;
  options?: unknown;
  gives: Outcome;
}

/** `now` in every example of the docs. */
export const exampleNow = new Date("2026-11-23T12:00:00.000Z");

export function defineTransform<Schema extends z.ZodType>(transform: Transform<Schema>): Transform<Schema> {
  return transform;
}

/** Input that is not text goes through `read` as text, since a page only ever says text. */
export function fromText(input: unknown, read: (text: string) => Outcome): Outcome {
  if (typeof input === "string") return read(input);
  return typeof input === "number" || typeof input === "boolean" ? read(String(input)) : { missing: "is not text" };
}

/** A piece of text as reasons quote it. */
export function quoted(text: string): string {
  return `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`;
}
