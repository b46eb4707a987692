import type { TransformContext } from "../transform.ts";
import { isUnderMinute, readAmounts, type TimeAmount } from "./amounts.ts";
import { calendarsOf, withoutFillers, type Calendar } from "./calendar.ts";
import type { Timed } from "./clock.ts";
import { decimalSignOf, type DecimalSign } from "./decimal.ts";
import { vocabulariesOf, type Vocabulary } from "./language.ts";
import { toMoment, weekdayOf } from "./moment.ts";
import { dayMs, dayOf, fromWallMs, isWritable, monthsBefore, toWallMs } from "./time-zone.ts";
import type { TimeUnit } from "./words.ts";

/** A moment in ms, or that a text can mean two of them. */
export type Age = number | "unclear";

/** How long ago a folded text says it was, as the moment: `now`, `5 minutes ago`, `3d`. */
export function readAge(text: string, context: TransformContext): Age | undefined {
  const sign = decimalSignOf(context.locale);
  for (const vocabulary of vocabulariesOf(context.locale)) {
    const { words, now, about, symbols } = vocabulary;
    if (now.has(text)) return context.now.getTime();

    const [, amount] = words.ago.exec(text.replace(about, "")) ?? [];
    const age = amount === undefined ? ageOf(text, vocabulary, sign, symbols) : ageOf(amount, vocabulary, sign);
    if (age === "unclear") return age;
    if (age) return before(age, context);
  }
}

function ageOf(
  text: string,
  vocabulary: Vocabulary,
  sign: DecimalSign,
  units = vocabulary.units,
): TimeAmount[] | "unclear" | undefined {
  const [, word] = /^\d+ ?(\p{L}+)\.?$/u.exec(text) ?? [];
  if (word !== undefined && vocabulary.unclear.has(word)) return "unclear";
  // Without `ago` only a sign is an age: `2 hours` may be how long something took.
  const isSign = units === vocabulary.symbols;
  if (isUnderMinute(text, vocabulary, sign)) return isSign && !text.startsWith("<") ? undefined : [];
  // `10h30` is a time of day, to some.
  return isSign && !/^\d(?!.*h ?\d{2}$)/.test(text) ? undefined : readAmounts(text, vocabulary, sign, units);
}

const msIn: Partial<Record<TimeUnit, number>> = {
  millisecond: 1,
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: dayMs,
  week: 7 * dayMs,
};

const monthsIn: Partial<Record<TimeUnit, number>> = { month: 1, quarter: 3, year: 12 };

/** Days and weeks are of 24 hours each; months are those of the calendar. */
function before(amounts: readonly TimeAmount[], { now, timeZone }: TransformContext): number | undefined {
  const sum = (of: Partial<Record<TimeUnit, number>>): number =>
    amounts.reduce((total, { count, unit }) => total + count * (of[unit] ?? 0), 0);
  const months = sum(monthsIn);
  const ms = now.getTime() - sum(msIn);
  if (months === 0 || !isWritable(ms)) return ms;
  // Half a month has no length.
  if (!Number.isInteger(months)) return undefined;

  const wallMs = monthsBefore(toWallMs(ms, timeZone), months);
  return isWritable(wallMs) ? fromWallMs(wallMs, timeZone) : undefined;
}

/** A day that is named from today on, in ms: `yesterday at 19:55`, `last Monday`, `last week`. */
export function readNamedDay({ time, offsetMs, rest }: Timed, context: TransformContext): number | undefined {
  for (const calendar of calendarsOf(context.locale)) {
    const words = withoutFillers(rest, calendar.fillers);
    const daysAgo = calendar.days.get(words) ?? daysSince(words, calendar, context);
    if (daysAgo !== undefined) {
      const day = dayOf(toWallMs(context.now.getTime(), context.timeZone) - daysAgo * dayMs);
      return toMoment({ day, time, offsetMs }, context);
    }
    const unit = lastOf(words, calendar, (name) => calendar.vocabulary?.units.get(name));
    // `last week at 19:55` leaves the day open.
    if (unit !== undefined && isLong(unit)) return time ? undefined : before([{ count: 1, unit }], context);
  }
}

/** Since the last weekday of a name, which is never today. */
function daysSince(words: string, calendar: Calendar, { now, timeZone }: TransformContext): number | undefined {
  const weekday = lastOf(words, calendar, (name) => calendar.weekdays.get(name));
  if (weekday === undefined) return undefined;
  return ((weekdayOf(toWallMs(now.getTime(), timeZone)) - weekday + 6) % 7) + 1;
}

function lastOf<Value>(
  words: string,
  { vocabulary }: Calendar,
  find: (name: string) => Value | undefined,
): Value | undefined {
  return vocabulary?.words.last
    .map((pattern) => pattern.exec(words)?.[1])
    .map((name) => (name === undefined ? undefined : find(name.replace(/\.$/, ""))))
    .find((value) => value !== undefined);
}

/** `last minute` says less than it seems to. */
function isLong(unit: TimeUnit): boolean {
  return unit === "week" || unit in monthsIn;
}

/** Whether a folded text is about a time that is to come. */
export function isToCome(text: string, locale: string): boolean {
  return vocabulariesOf(locale).some(({ words }) => words.future.test(text));
}
