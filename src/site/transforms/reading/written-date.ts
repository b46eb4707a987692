import type { TransformContext } from "../transform.ts";
import { calendarsOf, dayOrderOf, hasDottedTimes, withoutFillers, type Calendar, type DayOrder } from "./calendar.ts";
import type { Timed } from "./clock.ts";
import { toFullYear, toMoment, type Said } from "./moment.ts";

/** How the page writes its dates. */
interface Manner {
  calendar: Calendar;
  /** Names of weekdays in the page's own language, whatever the calendar's. */
  weekdays: Calendar["weekdays"];
  order: DayOrder;
  hasDottedTimes: boolean;
  now: Date;
}

/** A date in words or numbers, in ms: `28 Oct 2026 19:55`, `10/28/2026`, `19:55`. */
export function readWrittenDate({ time, offsetMs, rest }: Timed, context: TransformContext): number | undefined {
  const { locale, now } = context;
  const { weekdays } = calendarsOf(locale)[0]!;
  for (const calendar of calendarsOf(locale)) {
    const words = withoutFillers(rest, calendar.fillers);
    if (words === "") return time && toMoment({ time, offsetMs }, context);

    const said = readDay(words, {
      calendar,
      weekdays,
      order: dayOrderOf(locale),
      hasDottedTimes: hasDottedTimes(locale),
      now,
    });
    if (said) return toMoment({ ...said, time, offsetMs }, context);
  }
}

/** With its weekday, or without. */
function readDay(words: string, manner: Manner): Said | undefined {
  const day = readNumbers(words, manner) ?? readNames(words, manner);
  if (day) return { day };

  const parts = words.split(" ");
  const at = [0, parts.length - 1].find((index) => manner.calendar.weekdays.has(toName(parts[index]!)));
  if (at === undefined) return undefined;
  const weekday = manner.calendar.weekdays.get(toName(parts[at]!));
  if (parts.length === 1) return { weekday };

  const rest = parts.toSpliced(at, 1).join(" ");
  const named = readNumbers(rest, manner) ?? readNames(rest, manner);
  return named && { day: named, weekday };
}

// Two digits of a year follow their sign at once: `28.10. 10` may have been 28.10. at 10.
const numbersPattern = /^(\d{1,2}|\d{4}) ?([./-]) ?(\d{1,2})(?:(?: ?\2 ?(\d{4})|\2(\d{1,2}))\.?|(\.?))$/;

/** A year of four digits in front says the order itself; else it is the language's, and never guessed from the numbers. */
function readNumbers(words: string, { order, hasDottedTimes, now }: Manner): Said["day"] {
  const [, first, sign, second, fullYear, shortYear, dot] = numbersPattern.exec(words) ?? [];
  const third = fullYear ?? shortYear;
  if (first === undefined || second === undefined || order === "none") return undefined;
  if (first.length === 4)
    return shortYear === undefined ? undefined : { year: Number(first), month: Number(second), day: Number(shortYear) };
  // `12.5` is more likely a number than a day of May, and `1-2` anything.
  if (third === undefined && sign !== "/" && dot !== ".") return undefined;
  // Where the month stands first nobody writes dots: a date with dots came from elsewhere.
  if (order === "ymd" || (order === "mdy" && sign === ".")) return undefined;
  // In Danish `19.05.00` is a time.
  if (hasDottedTimes && sign === "." && shortYear !== undefined) return undefined;

  const [day, month] = order === "dmy" ? [first, second] : [second, first];
  return toDay(day, Number(month), third, now);
}

function readNames(words: string, { calendar: { months }, weekdays, now }: Manner): Said["day"] {
  const parts = words.split(/[\s./-]+/).filter((part) => part !== "");
  if (parts.length < 2 || parts.length > 3) return undefined;

  const at = parts.findIndex((part) => months.has(part));
  const month = months.get(parts[at] ?? "");
  const [first, second] = parts.filter((_, index) => index !== at).map(toDigits);
  if (month === undefined || first === undefined) return undefined;
  // In Spanish `mar 24` may be 24 March and Tuesday the 24th.
  if (at === 0 && weekdays.has(parts[0]!)) return undefined;
  // `2026 Oct 28`: a year of four digits can stand in front.
  if (first.length === 4) return at === 1 && second !== undefined ? toDay(second, month, first, now) : undefined;
  // `5 May 10` may have been 5 May at 10.
  if (second?.length === 2 && !/['./-]\d{2}$/.test(words)) return undefined;
  return parts.length === 3 && second === undefined ? undefined : toDay(first, month, second, now);
}

function toName(part: string): string {
  return part.replace(/\.$/, "");
}

/** Digits of `28`, `28th`, `1er`, `1º` and `'26`. */
function toDigits(part: string): string | undefined {
  return /^'?(\d{1,4})(?:st|nd|rd|th|er|[oaºª])?$/.exec(part)?.[1];
}

function toDay(day: string, month: number, year: string | undefined, now: Date): Said["day"] {
  if (day.length > 2 || year?.length === 1 || year?.length === 3) return undefined;
  return { day: Number(day), month, year: year === undefined ? undefined : toFullYear(year, now) };
}
