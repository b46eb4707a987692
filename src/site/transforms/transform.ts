import type { z } from "zod";

/** What a transform needs to know besides its input; passed in so that it stays pure. */
export interface TransformContext {
  /** When the page was read. */
  now: Date;
  /** The page's language as a BCP 47 tag such as `de-DE`: its words, its decimal sign, its order of day and month. */
  locale: string;
  /** The IANA zone, such as `Europe/Berlin`, of times that say no offset; what `yesterday` means follows from it. */
  timeZone: string;
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
  /** Where the example is about another language than that of `exampleContext`. */
  locale?: string;
  timeZone?: string;
  gives: Outcome;
}

/** Holds for every example of the docs that does not name its own locale or zone. */
export const exampleContext: TransformContext = {
  now: new Date("2026-11-23T12:00:00.000Z"),
  locale: "en-US",
  timeZone: "UTC",
};

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
