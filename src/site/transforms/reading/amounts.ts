import { toPlainNumber, type DecimalSign } from "./decimal.ts";
import type { Vocabulary } from "./language.ts";
import { timeUnits, type TimeUnit } from "./words.ts";

export interface TimeAmount {
  count: number;
  unit: TimeUnit;
}

const numbers = {
  ".": "(?:\\d{1,3}(?:[,' ]\\d{3})+|\\d+)(?:\\.\\d+)?",
  ",": "(?:\\d{1,3}(?:[.' ]\\d{3})+|\\d+)(?:,\\d+)?",
};

const patterns = new Map<string, RegExp>();

/** One amount with what may stand between it and the next. */
function amountPattern({ and }: Vocabulary, sign: DecimalSign): RegExp {
  const key = `${and} ${sign}`;
  const pattern =
    patterns.get(key) ??
    new RegExp(`(?:(${numbers[sign]}) ?|(\\p{L}+) )(\\p{L}+)\\.?(?: ?, ?| ?(?:${and}) | |$|(?=\\d))`, "uy");
  patterns.set(key, pattern);
  return pattern;
}

/**
 * Reads a folded text that is amounts of time and nothing else, the longer units first: `1h 5m`, `2 days, 3 hours`,
 * `an hour`. A text that ends in a clock, as in `1 day, 2:03:04`, gives that as hours, minutes and seconds.
 */
export function readAmounts(
  text: string,
  vocabulary: Vocabulary,
  sign: DecimalSign,
  units = vocabulary.units,
): TimeAmount[] | undefined {
  const { head, clock } = splitClock(text.replace(vocabulary.about, ""));
  const amounts = readUnits(withMinutes(head), vocabulary, sign, units);
  if (amounts === undefined || (amounts.length === 0 && clock.length === 0)) return undefined;

  const all = [...amounts, ...clock];
  return isDescending(all) ? all : undefined;
}

/** Whether a text says less than a minute, or less than some seconds: both are no minute. */
export function isUnderMinute(text: string, vocabulary: Vocabulary, sign: DecimalSign): boolean {
  const rest = text.replace(vocabulary.under, "");
  const [amount, more] = rest === text ? [] : (readUnits(rest, vocabulary, sign) ?? []);
  if (amount === undefined || more !== undefined) return false;
  return amount.unit === "minute" ? amount.count === 1 : amount.unit === "second" || amount.unit === "millisecond";
}

function splitClock(text: string): { head: string; clock: TimeAmount[] } {
  const match = /(?<=[\p{L}.], ?|[\p{L}.] |\p{L})(?:\p{L}{1,3} )?(\d{1,2}):([0-5]\d):([0-5]\d(?:[.,]\d+)?)$/u.exec(
    text,
  );
  if (!match) return { head: text, clock: [] };

  return {
    head: text.slice(0, match.index).replace(/[, ]+$/, ""),
    clock: [
      { count: Number(match[1]), unit: "hour" },
      { count: Number(match[2]), unit: "minute" },
      { count: Number(match[3]!.replace(",", ".")), unit: "second" },
    ],
  };
}

/** The French write `1 h 05` and say no word for the minutes. */
function withMinutes(text: string): string {
  return text.replace(/(\d ?h) ?([0-5]\d)$/, "$1 $2 min");
}

function readUnits(
  text: string,
  vocabulary: Vocabulary,
  sign: DecimalSign,
  units = vocabulary.units,
): TimeAmount[] | undefined {
  const pattern = amountPattern(vocabulary, sign);
  const amounts: TimeAmount[] = [];
  pattern.lastIndex = 0;

  while (pattern.lastIndex < text.length) {
    const [, number, word, name] = pattern.exec(text) ?? [];
    const unit = name === undefined ? undefined : units.get(name);
    const plain = number === undefined ? toOne(word, vocabulary) : toPlainNumber(number, sign);
    if (unit === undefined || plain === undefined) return undefined;

    amounts.push({ count: Number(plain), unit });
  }
  return amounts;
}

function toOne(word: string | undefined, { one }: Vocabulary): string | undefined {
  return word !== undefined && one.has(word) ? "1" : undefined;
}

/** `5 m 2 h` is no length of time, and neither is `5 m 5 m`. */
function isDescending(amounts: readonly TimeAmount[]): boolean {
  return amounts.every(
    ({ unit }, index) => index === 0 || timeUnits.indexOf(unit) < timeUnits.indexOf(amounts[index - 1]!.unit),
  );
}
