import { maxRecordBytes, tooLargeRecord } from "../record-size.ts";

/** What ought to be one record, by the line on which it begins, or why it cannot be one. */
export type Piece = { line: number; bytes: Uint8Array } | { line: number; problem: string };

const [newline, quote, backslash, comma] = [0x0a, 0x22, 0x5c, 0x2c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const blanks = new Set([newline, 0x20, 0x09, 0x0d]);
const byteOrderMark = new Set([0xef, 0xbb, 0xbf]);

/**
 * What a byte is to the pieces: between them, part of one, the end of one, a comma that must have one before it, or the
 * beginning of one whatever came before.
 */
type Place = "between" | "inside" | "end" | "comma" | "begin";

/**
 * Cuts JSON into its records without parsing it and without keeping more than one of them: the elements of a list, else
 * values on lines of their own. There one may go over several lines, and a line that begins with `{` always begins the
 * next, so that a broken record costs no other.
 */
export class Splitter {
  #format: "unknown" | "list" | "lines" | "over" = "unknown";
  #line = 1;
  #isLineStart = true;
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  #isAfterComma = false;
  #open: { line: number; parts: Uint8Array[]; size: number } | undefined;

  /** Whether there was nothing yet, not even a list. */
  get isBlank(): boolean {
    return this.#format === "unknown";
  }

  *split(chunk: Uint8Array): Generator<Piece> {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const place = this.#placeOf(chunk[at]!);
      const isEnd = place === "end" || place === "begin";
      if (place === "comma" || (isEnd && this.#open)) yield this.#close(chunk.subarray(from, at));
      if ((place === "begin" || place === "inside") && !this.#open) {
        this.#open = { line: this.#line, parts: [], size: 0 };
        from = at;
      }
      if (chunk[at] === newline) this.#line += 1;
    }
    if (this.#open) this.#keep(chunk.subarray(from));
  }

  /** What is left when the input ends. */
  *end(): Generator<Piece> {
    const isCut = this.#depth > 0 || this.#isInText || this.#format === "list";
    if (this.#format === "over" && this.#open)
      yield { line: this.#open.line, problem: "follows the end of the list, and was not read" };
    else if (this.#open && isCut) yield { line: this.#open.line, problem: "is cut off: the input ends within it" };
    else if (this.#open) yield this.#close(new Uint8Array());
    else if (this.#format === "list") yield { line: this.#line, problem: "the input ends before the list does" };
  }

  #placeOf(byte: number): Place {
    if (this.#format === "unknown") {
      if (blanks.has(byte) || byteOrderMark.has(byte)) return "between";
      this.#format = byte === openBracket ? "list" : "lines";
      if (byte === openBracket) return "between";
    }
    const place = this.#format === "list" ? this.#placeInList(byte) : this.#placeInLines(byte);
    this.#isLineStart = byte === newline;
    return place;
  }

  #placeInList(byte: number): Place {
    if (this.#depth === 0 && !this.#isInText && (byte === comma || byte === closeBracket)) {
      const isGap = byte === comma || this.#isAfterComma;
      this.#isAfterComma = byte === comma;
      if (byte === closeBracket) this.#format = "over";
      return isGap ? "comma" : "end";
    }
    return this.#follow(byte);
  }

  #placeInLines(byte: number): Place {
    const isNext = byte === openBrace && this.#isLineStart && this.#format === "lines";
    // No text goes on after the end of its line.
    const isEnd = byte === newline && (this.#depth === 0 || this.#isInText) && this.#format === "lines";
    if (isNext || isEnd) {
      this.#depth = 0;
      this.#isInText = false;
      this.#isEscaped = false;
    }
    if (isEnd) return "end";
    const place = this.#follow(byte);
    return isNext ? "begin" : place;
  }

  /** Keeps track of texts and depth, which decide what a comma or the end of a line means. */
  #follow(byte: number): Place {
    if (!this.#open && blanks.has(byte)) return "between";
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === quote) this.#isInText = !this.#isInText;
    else if (this.#isInText) this.#isEscaped = byte === backslash;
    else if (byte === openBrace || byte === openBracket) this.#depth += 1;
    else if (byte === closeBrace || byte === closeBracket) this.#depth = Math.max(0, this.#depth - 1);
    return "inside";
  }

  #keep(bytes: Uint8Array): void {
    const open = this.#open!;
    open.size += bytes.length;
    // Beyond what is taken it is only counted.
    if (open.size > maxRecordBytes) open.parts = [];
    else open.parts.push(bytes);
  }

  #close(rest: Uint8Array): Piece {
    if (!this.#open) return { line: this.#line, problem: "is missing: a comma stands beside nothing" };

    this.#keep(rest);
    const { line, parts, size } = this.#open;
    this.#open = undefined;
    return size > maxRecordBytes ? { line, problem: tooLargeRecord } : { line, bytes: Buffer.concat(parts) };
  }
}
