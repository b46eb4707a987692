import { fold } from "./fold.ts";
import { vocabulariesOf, type Vocabulary } from "./language.ts";
import { memo } from "./memo.ts";
import { offsetAt } from "./time-zone.ts";

/** How a language writes its days: names from `Intl`, so of any language, with ours where we have some. */
export interface Calendar {
  vocabulary: Vocabulary | undefined;
  /** From 1 on. */
  months: ReadonlyMap<string, number>;
  /** From Sunday on, which is 0. */
  weekdays: ReadonlyMap<string, number>;
  /** Words of a date that carry no meaning. */
  fillers: ReadonlySet<string>;
  /** Days ago, by word. */
  days: ReadonlyMap<string, number>;
}

/** `none` where years are counted in another way, as in Thailand: no year is safe to read there. */
export type DayOrder = "dmy" | "mdy" | "ymd" | "none";

const plainDates = { timeZone: "UTC", calendar: "gregory", numberingSystem: "latn" } as const;

/** The page's own calendar first, then the English one. */
export const calendarsOf = memo(100, (locale: string): readonly Calendar[] => {
  const vocabularies = vocabulariesOf(locale);
  const { language } = new Intl.Locale(locale);
  const own = toCalendar(locale, vocabularies.length > 1 || language === "en" ? vocabularies[0] : undefined);
  return language === "en" ? [own] : [own, ...calendarsOf("en")];
});

/** In which order a language writes the numbers of a date. */
export const dayOrderOf = memo(100, (locale: string): DayOrder => {
  if (!isGregorian(locale)) return "none";
  const parts = new Intl.DateTimeFormat(locale, { dateStyle: "short", ...plainDates }).formatToParts(0);
  const order = parts.map(({ type }) => ({ day: "d", month: "m", year: "y" })[type as string] ?? "").join("");
  return order === "mdy" || order === "ymd" ? order : "dmy";
});

/** Whether a language writes `19.05` for a time, as Danish does. */
export const hasDottedTimes = memo(100, (locale: string): boolean => {
  const parts = new Intl.DateTimeFormat(locale, { timeStyle: "short", ...plainDates }).formatToParts(0);
  return parts.some(({ type, value }) => type === "literal" && value === ".");
});

function isGregorian(locale: string): boolean {
  return new Intl.DateTimeFormat(locale).resolvedOptions().calendar === "gregory";
}

function toCalendar(locale: string, vocabulary: Vocabulary | undefined): Calendar {
  const fillers = new Set([...literalsOf(locale), ...(vocabulary?.words.fillers.split("|") ?? [])]);
  const days = Object.entries(vocabulary?.words.days ?? {});
  return {
    vocabulary,
    months: new Map([...monthsOf(locale), ...Object.entries(vocabulary?.words.months ?? {})]),
    weekdays: weekdaysOf(locale),
    fillers,
    days: new Map(days.map(([words, ago]) => [withoutFillers(words, fillers), ago])),
  };
}

/** The words of a text that mean something, with one space between them. */
export function withoutFillers(text: string, fillers: ReadonlySet<string>): string {
  return text
    .split(/[\s,()]+/)
    .filter((word) => word !== "" && !fillers.has(word.replace(/\.$/, "")))
    .join(" ");
}

const monthStyles: readonly Intl.DateTimeFormatOptions[] = [
  { month: "long" },
  { month: "short" },
  // Many languages decline the name beside a day: 5 октября.
  { dateStyle: "long" },
  { dateStyle: "medium" },
  { day: "numeric", month: "long" },
  { day: "numeric", month: "short" },
];

function monthsOf(locale: string): [string, number][] {
  if (!isGregorian(locale)) return [];
  const months = Array.from({ length: 12 }, (_, month) => Date.UTC(2026, month, 5));
  return namesOf(locale, monthStyles, "month", months).map(([name, index]) => [name, index + 1]);
}

function weekdaysOf(locale: string): Map<string, number> {
  // 4 January 2026 is a Sunday.
  const days = Array.from({ length: 7 }, (_, day) => Date.UTC(2026, 0, 4 + day));
  return new Map(namesOf(locale, [{ weekday: "long" }, { weekday: "short" }, { dateStyle: "full" }], "weekday", days));
}

function namesOf(
  locale: string,
  styles: readonly Intl.DateTimeFormatOptions[],
  type: "month" | "weekday",
  times: readonly number[],
): [string, number][] {
  return styles.flatMap((style) => {
    const format = new Intl.DateTimeFormat(locale, { ...style, ...plainDates });
    return times.flatMap((time, index): [string, number][] => {
      const name = format.formatToParts(time).find((part) => part.type === type)?.value ?? "";
      // A month that is written as a number is no name.
      return /^\P{Nd}+$/u.test(name) ? [[fold(name).replace(/\.$/, ""), index]] : [];
    });
  });
}

function literalsOf(locale: string): string[] {
  const styles = (["full", "long", "medium", "short"] as const).map(
    (dateStyle) => ({ dateStyle, timeStyle: "short" }) as const,
  );
  return styles.flatMap((style) =>
    new Intl.DateTimeFormat(locale, { ...style, ...plainDates })
      .formatToParts(0)
      .filter(({ type }) => type === "literal")
      .flatMap(({ value }) => fold(value).match(/\p{L}+/gu) ?? []),
  );
}

/** Abbreviations that RFC 2822 gives a meaning of their own, in hours ahead of UTC. */
const fixedZones = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
};

/** Names of a page's zone and of UTC, to their offset in ms; those of no one season to nothing. */
export const zoneNamesOf = memo(100, (key: string): ReadonlyMap<string, number | undefined> => {
  const [locale = "en", timeZone = "UTC"] = key.split(" ");
  const names = new Map<string, number | undefined>(
    Object.entries(fixedZones).map(([name, hours]) => [name, hours * 3_600_000]),
  );
  for (const language of [locale, "en", "en-GB"])
    for (const zone of ["UTC", timeZone])
      for (const style of ["long", "short", "longGeneric", "shortGeneric"] as const)
        for (const month of [0, 6]) {
          const time = Date.UTC(2026, month, 15);
          const name = fold(zoneNameAt(time, language, zone, style));
          // Those with digits are offsets, which are read as such.
          if (!/\d/.test(name) && !names.has(name))
            names.set(name, style.endsWith("Generic") ? undefined : offsetAt(time, zone));
        }
  return names;
});

function zoneNameAt(
  time: number,
  locale: string,
  timeZone: string,
  timeZoneName: "long" | "short" | "longGeneric" | "shortGeneric",
): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName }).formatToParts(time);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
}
