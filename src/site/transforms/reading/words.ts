/** Units of time, from short to long. */
export const timeUnits = [
  "millisecond",
  "second",
  "minute",
  "hour",
  "day",
  "week",
  "month",
  "quarter",
  "year",
] as const;

export type TimeUnit = (typeof timeUnits)[number];

/**
 * What a page of one language says about amounts and time. Words only: lower case, without accents and final dots,
 * and several of them separated by `|`.
 */
export interface Words {
  /** Words after a number, to the power of ten they stand for. One letter counts in the case it is written in. */
  powers: Readonly<Record<string, number>>;
  /** Words of a unit. */
  units: Readonly<Record<TimeUnit, string>>;
  /** Signs of a unit that can stand without `ago`: `3d`. */
  symbols: Readonly<Partial<Record<TimeUnit, string>>>;
  /** Signs that some sites use for minutes and others for months; in a date they are not read. */
  unclear: string;
  /** Words for one: `an` hour. */
  one: string;
  /** Words between two amounts. */
  and: string;
  /** Words before an amount that is rounded. */
  about: string;
  /** Words before an amount that is not reached. */
  under: string;
  /** What says that it happened this moment. */
  now: string;
  /** Takes the amount out of a time in the past. */
  ago: RegExp;
  /** What begins or ends a time that is to come. */
  future: RegExp;
  /** Words of a day, to how many days ago it was. */
  days: Readonly<Record<string, number>>;
  /** Takes the weekday or the unit out of the last one there was. */
  last: readonly RegExp[];
  /** Words of a date that carry no meaning. */
  fillers: string;
  /** Names of months that `Intl` does not write. */
  months: Readonly<Record<string, number>>;
}
