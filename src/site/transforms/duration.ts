import { z } from "zod";
import { isUnderMinute, readAmounts, type TimeAmount } from "./reading/amounts.ts";
import { decimalSignOf, toPlainNumber } from "./reading/decimal.ts";
import { fold } from "./reading/fold.ts";
import { languageTag, vocabulariesOf } from "./reading/language.ts";
import type { TimeUnit } from "./reading/words.ts";
import { defineTransform, fromText, quoted, type Outcome } from "./transform.ts";

const unit = z
  .enum(["milliseconds", "seconds", "minutes", "hours"])
  .meta({ description: "The unit of a number that stands alone" });

const options = z.union([
  unit,
  z.strictObject({
    unit: unit.default("minutes"),
    clock: z
      .enum(["mm:ss", "h:mm"])
      .default("mm:ss")
      .meta({ description: "What 12:30 is: minutes and seconds, or hours and minutes" }),
    language: languageTag.optional().meta({ description: "Where the field is in another language than the page" }),
  }),
]);

type Reading = Exclude<z.output<typeof options>, string>;

export const duration = defineTransform({
  description:
    "Reads a length of time as minutes: `1h 5m`, `42 min`, `00:12:31`, `90 s`, `2 days, 3 hours`, `an hour`, ISO 8601 " +
    "`PT1H5M`, or a number in the unit given. Knows the words of English, German, French and Spanish.",
  examples: [
    { input: "1h 5m", gives: { value: 65 } },
    { input: "1 h 05 min", gives: { value: 65 } },
    { input: "42 min", gives: { value: 42 } },
    { input: "90 s", gives: { value: 1.5 } },
    { input: "01:30:00", gives: { value: 90 } },
    { input: "12:30", gives: { value: 12.5 } },
    { input: "12:30", options: { clock: "h:mm" }, gives: { value: 750 } },
    { input: "PT1H5M", gives: { value: 65 } },
    { input: "about 2 hours", gives: { value: 120 } },
    { input: "less than a minute", gives: { value: 0 } },
    { input: "1,5 Std.", locale: "de-DE", gives: { value: 90 } },
    { input: "2 horas 5 minutos", options: { language: "es" }, gives: { value: 125 } },
    { input: "17", gives: { value: 17 } },
    { input: "1500", options: "seconds", gives: { value: 25 } },
    { input: "soon", gives: { missing: "“soon” is not a duration" } },
    { input: "2 months", gives: { missing: "“2 months” has no fixed length" } },
    { input: "5 m 5 bananas", gives: { missing: "“5 m 5 bananas” is not a duration" } },
  ],
  options,
  bare: "minutes",
  apply: (input, given, context) => {
    const reading: Reading = typeof given === "string" ? { unit: given, clock: "mm:ss" } : given;
    if (typeof input === "number") return toOutcome(input * unitMs[reading.unit], String(input));
    return fromText(input, (text) => readDuration(text, reading, reading.language ?? context.locale));
  },
});

const unitMs = {
  millisecond: 1,
  milliseconds: 1,
  second: 1_000,
  seconds: 1_000,
  minute: 60_000,
  minutes: 60_000,
  hour: 3_600_000,
  hours: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
} as const satisfies Partial<Record<TimeUnit | z.output<typeof unit>, number>>;

/** Longer than any length of time that is one. */
const longest = 100;

function readDuration(text: string, { unit, clock }: Reading, locale: string): Outcome {
  if (text.length > longest) return { missing: `${quoted(text)} is not a duration` };
  const folded = fold(text);
  const sign = decimalSignOf(locale);

  const plain = toPlainNumber(folded, sign);
  if (plain !== undefined) return toOutcome(Number(plain) * unitMs[unit], text);
  const ms = readClock(folded, clock) ?? readIso(folded);
  if (ms !== undefined) return toOutcome(ms, text);

  for (const vocabulary of vocabulariesOf(locale)) {
    if (isUnderMinute(folded, vocabulary, sign)) return { value: 0 };
    const amounts = readAmounts(folded, vocabulary, sign);
    if (amounts) return toLength(amounts, text);
  }
  return { missing: `${quoted(text)} is not a duration` };
}

function readClock(text: string, shape: Reading["clock"]): number | undefined {
  const match = /^(\d+):([0-5]\d)(?::([0-5]\d))?(?:[.,](\d+))?$/.exec(text);
  if (!match) return undefined;

  const [, first, second, third, decimals = "0"] = match;
  const parts = third === undefined && shape === "mm:ss" ? [0, first, second] : [first, second, third ?? 0];
  const [hours = 0, minutes = 0, seconds = 0] = parts.map(Number);
  return hours * unitMs.hour + minutes * unitMs.minute + (seconds + Number(`0.${decimals}`)) * unitMs.second;
}

const isoPattern =
  /^p(?=[\dt])(?:([\d.,]+)w)?(?:([\d.,]+)d)?(?:t(?=\d)(?:([\d.,]+)h)?(?:([\d.,]+)m)?(?:([\d.,]+)s)?)?$/;

/** ISO 8601, in lower case. Months and years have no fixed length and are not read. */
function readIso(text: string): number | undefined {
  const match = text.startsWith("p") ? isoPattern.exec(text) : null;
  if (!match) return undefined;

  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((count) => Number((count ?? "0").replace(",", ".")));
  return (
    weeks * unitMs.week + days * unitMs.day + hours * unitMs.hour + minutes * unitMs.minute + seconds * unitMs.second
  );
}

function toLength(amounts: readonly TimeAmount[], text: string): Outcome {
  let ms = 0;
  for (const { count, unit } of amounts) {
    if (unit === "month" || unit === "quarter" || unit === "year")
      return { missing: `${quoted(text)} has no fixed length` };
    ms += count * unitMs[unit];
  }
  return toOutcome(ms, text);
}

function toOutcome(ms: number, text: string): Outcome {
  if (!(ms >= 0 && Number.isFinite(ms))) return { missing: `${quoted(text)} is not a duration` };
  // To the microsecond: 1.1 hours would else be 66.00000000000001 minutes.
  return { value: Math.round(ms * 1_000) / 60_000_000 };
}
