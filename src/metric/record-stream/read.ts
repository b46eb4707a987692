import { LiveMetricsError } from "../../errors.ts";
import { Splitter, type Piece } from "./splitter.ts";

/** One record of an input, by the line on which it begins, or what is wrong with it. */
export type ReadRecord = { line: number; value: unknown } | { line: number; problem: string };

/** As many as come together at most: what is made of a record may be a hundred times as large. */
const mostTogether = 500;

/**
 * Reads one JSON object, a list of them, or objects on lines of their own (NDJSON), from UTF-8 of any size: what each chunk
 * completes comes at once, and no more than a record is kept. Throws a LiveMetricsError where there is nothing at all.
 */
export async function* readRecords(input: AsyncIterable<Uint8Array>): AsyncGenerator<ReadRecord[]> {
  const splitter = new Splitter();
  for await (const chunk of input) yield* parseAll(splitter.split(chunk));
  if (splitter.isBlank)
    throw new LiveMetricsError("Nothing to import: the input is empty", {
      code: "LM_IMPORT_EMPTY",
      hint: "Look at what wrote it; where there is nobody to import, it writes an empty list: []",
    });

  yield* parseAll(splitter.end());
}

function* parseAll(pieces: Iterable<Piece>): Generator<ReadRecord[]> {
  let records: ReadRecord[] = [];
  for (const piece of pieces) {
    records.push(parse(piece));
    if (records.length < mostTogether) continue;
    yield records;
    records = [];
  }
  if (records.length > 0) yield records;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function parse(piece: Piece): ReadRecord {
  if ("problem" in piece) return piece;

  const { line, bytes } = piece;
  try {
    return { line, value: JSON.parse(decoder.decode(bytes)) as unknown };
  } catch (error) {
    // The parser's own message repeats what it read, which may be personal.
    return { line, problem: error instanceof SyntaxError ? "is not JSON" : "is not UTF-8 text" };
  }
}
