import { z } from "zod";
import { takeTime } from "./reading/clock.ts";
import { dateFormat, readFormattedDate } from "./reading/date-format.ts";
import { fold } from "./reading/fold.ts";
import { readIsoDate } from "./reading/iso-date.ts";
import { languageTag } from "./reading/language.ts";
import { toleranceMs } from "./reading/moment.ts";
import { isToCome, readAge, readNamedDay } from "./reading/relative-date.ts";
import { isWritable, timeZoneName } from "./reading/time-zone.ts";
import { readWrittenDate } from "./reading/written-date.ts";
import { defineTransform, fromText, quoted, type Outcome, type TransformContext } from "./transform.ts";

const options = z.union([
  z
    .enum(["iso", "epoch-seconds", "epoch-milliseconds"])
    .meta({ description: "The one way the time is written: ISO 8601, or seconds or milliseconds since 1970" }),
  z.strictObject({
    format: dateFormat.optional().meta({
      description:
        "The one way the time is written, in Unicode's tokens, such as dd.MM.yyyy HH:mm or MMM d 'at' h:mm a; " +
        "names of months in the page's language or English",
    }),
    language: languageTag.optional().meta({ description: "Where the field is in another language than the page" }),
    timeZone: timeZoneName.optional().meta({ description: "Where the field is in another zone than the page" }),
  }),
]);

export const date = defineTransform({
  description:
    "Reads a point in time, and gives it in UTC: ISO 8601, `28 Oct 2026 19:55`, `10/28/2026`, `19:55`, " +
    "`yesterday at 19:55`, `last Monday`, `5 minutes ago`, `3d`, `now`. Without an offset the page's zone holds, and " +
    "the page's language says which number is the month. Relative times are read in English, German, French and " +
    "Spanish, names of months and weekdays in most languages; English words are read on every page. " +
    "A day without a year and a time without a day are the latest that are not to come.",
  examples: [
    { input: "2026-10-28T19:55:00Z", gives: { value: "2026-10-28T19:55:00.000Z" } },
    { input: "2026-10-28 19:55", gives: { value: "2026-10-28T19:55:00.000Z" } },
    { input: "2026-10-28T21:55:00+02:00", gives: { value: "2026-10-28T19:55:00.000Z" } },
    { input: "Oct 28, 2026, 7:55 PM", gives: { value: "2026-10-28T19:55:00.000Z" } },
    { input: "10/28/2026", gives: { value: "2026-10-28T00:00:00.000Z" } },
    { input: "28/10/2026", gives: { missing: "“28/10/2026” is not a date" } },
    { input: "28/10/2026", locale: "en-GB", gives: { value: "2026-10-28T00:00:00.000Z" } },
    { input: "5 minutes ago", gives: { value: "2026-11-23T11:55:00.000Z" } },
    { input: "yesterday at 19:55", gives: { value: "2026-11-22T19:55:00.000Z" } },
    {
      input: "gestern um 19:55",
      locale: "de-DE",
      timeZone: "Europe/Berlin",
      gives: { value: "2026-11-22T18:55:00.000Z" },
    },
    { input: "il y a 2 heures", options: { language: "fr" }, gives: { value: "2026-11-23T10:00:00.000Z" } },
    { input: "28.10.26", options: { format: "dd.MM.yy" }, gives: { value: "2026-10-28T00:00:00.000Z" } },
    { input: "1793217300", options: "epoch-seconds", gives: { value: "2026-10-28T19:55:00.000Z" } },
    { input: "1793217300000", options: "epoch-milliseconds", gives: { value: "2026-10-28T19:55:00.000Z" } },
    {
      input: "1793217300",
      gives: { missing: "“1793217300” is a bare number; say date: epoch-seconds or date: epoch-milliseconds" },
    },
    { input: "yesterday", options: "iso", gives: { missing: "“yesterday” is not an ISO 8601 time" } },
    { input: "2026-13-01", gives: { missing: "“2026-13-01” is not a date" } },
    { input: "today at 19:55", gives: { missing: "“today at 19:55” lies in the future here: check timeZone" } },
    { input: "in 5 minutes", gives: { missing: "“in 5 minutes” is still to come" } },
    { input: "soon", gives: { missing: "“soon” is not a date" } },
  ],
  options,
  bare: {},
  apply: (input, given, context) =>
    fromText(input, (text) => {
      if (given === "iso") return toOutcome(readIsoDate(text.trim(), context), text, "an ISO 8601 time");
      if (typeof given === "string") return readEpoch(text, given);

      if (text.length > longest) return { missing: `${quoted(text)} is not a date` };
      const { format, language = context.locale, timeZone = context.timeZone } = given;
      const where = { now: context.now, locale: language, timeZone };
      return format === undefined
        ? readAny(text, where)
        : toOutcome(readFormattedDate(fold(text), format, where), text, `a date as ${format}`);
    }),
});

/** Longer than any date that is one. */
const longest = 120;

function readAny(text: string, context: TransformContext): Outcome {
  const iso = readIsoDate(text.trim(), context);
  if (iso !== undefined) return toOutcome(iso, text, "a date");

  const folded = fold(text);
  if (/^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(folded))
    return { missing: `${quoted(text)} is a bare number; say date: epoch-seconds or date: epoch-milliseconds` };
  const age = readAge(folded, context);
  if (age === "unclear") return { missing: `${quoted(text)} can mean minutes or months` };
  const timed = age === undefined ? takeTime(folded, context.locale, context.timeZone) : undefined;
  const ms = age ?? (timed && readWrittenDate(timed, context));
  if (ms !== undefined) return toOutcome(ms, text, "a date");

  const named = timed && readNamedDay(timed, context);
  if (named === undefined && isToCome(folded, context.locale)) return { missing: `${quoted(text)} is still to come` };
  // Nobody was seen later today: the page means another zone's today.
  if (named !== undefined && named > context.now.getTime() + toleranceMs)
    return { missing: `${quoted(text)} lies in the future here: check timeZone` };
  return toOutcome(named, text, "a date");
}

function readEpoch(text: string, format: "epoch-seconds" | "epoch-milliseconds"): Outcome {
  const amount = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  const ms = format === "epoch-seconds" ? amount * 1_000 : amount;
  return toOutcome(ms > 0 ? ms : undefined, text, `a time in ${format.slice(6)} since 1970`);
}

function toOutcome(ms: number | undefined, text: string, meant: string): Outcome {
  return ms !== undefined && isWritable(ms)
    ? { value: new Date(ms).toISOString() }
    : { missing: `${quoted(text)} is not ${meant}` };
}
