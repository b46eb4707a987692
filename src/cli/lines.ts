import widthOf from "string-width";
import { toPlainText } from "../plain-text.ts";

interface Indent {
  /** Before the first line, and before the others. */
  first?: string;
  rest?: string;
}

/**
 * Breaks a text into lines that are at most so wide, between words where it can. Control characters become visible here,
 * so that nothing a page says can move the cursor.
 */
export function wrap(text: string, width: number, { first = "", rest = first }: Indent = {}): string[] {
  const lines: string[] = [];
  let line = first;
  let isBare = true;
  const next = (): void => {
    lines.push(line);
    line = rest;
    isBare = true;
  };
  for (const word of toPlainText(text).split(" ")) {
    if (!isBare && widthOf(line) + 1 + widthOf(word) > width) next();
    const [head = "", ...others] = cut(isBare ? word : ` ${word}`, [width - widthOf(line), width - widthOf(rest)]);
    line += head;
    isBare = false;
    for (const piece of others) {
      next();
      line += piece;
      isBare = false;
    }
  }
  lines.push(line);
  return lines.map((one) => one.trimEnd());
}

/** A word in pieces that fit: the first into what is left of its line, the others into whole ones. */
function cut(word: string, [room, others]: readonly [number, number]): string[] {
  const pieces = [""];
  for (const { segment } of letters.segment(word)) {
    const limit = Math.max(4, pieces.length === 1 ? room : others);
    if (widthOf(pieces.at(-1)! + segment) > limit) pieces.push("");
    pieces[pieces.length - 1] += segment;
  }
  return pieces;
}

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A text that may be long, as far as it is worth showing. */
export function shorten(text: string, length = 200): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
