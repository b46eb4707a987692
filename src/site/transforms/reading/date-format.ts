import { z } from "zod";
import type { TransformContext } from "../transform.ts";
import { calendarsOf } from "./calendar.ts";
import { fold } from "./fold.ts";
import { memo } from "./memo.ts";
import { toFullYear, toMoment } from "./moment.ts";
import { midnight } from "./time-zone.ts";

/** Tokens of Unicode, to what they read. Longer ones come first, as they are looked for. */
const tokens = {
  yyyy: "(?<year>\\d{4})",
  yy: "(?<year>\\d{2})",
  MMMM: "(?<name>[^\\d\\s]+?)",
  MMM: "(?<name>[^\\d\\s]+?)",
  MM: "(?<month>\\d{2})",
  M: "(?<month>\\d{1,2})",
  dd: "(?<day>\\d{2})",
  d: "(?<day>\\d{1,2})",
  HH: "(?<hour>\\d{2})",
  H: "(?<hour>\\d{1,2})",
  hh: "(?<hour>\\d{2})",
  h: "(?<hour>\\d{1,2})",
  mm: "(?<minute>\\d{2})",
  ss: "(?<second>\\d{2})",
  a: "(?<half>[ap])\\.? ?m\\.?",
} as const satisfies Record<string, string>;

/** A token, a text in quotes, a lone letter, or a sign. */
const part = new RegExp(`(${Object.keys(tokens).join("|")})|'((?:[^']|'')*)'|(\\p{L})|([^\\p{L}'])`, "gu");

/** A date as a selector file spells it, such as `dd.MM.yyyy HH:mm`. */
export const dateFormat = z.string().superRefine((format, context) => {
  const problem = problemOf(format);
  if (problem) context.addIssue({ code: "custom", message: problem });
});

function problemOf(format: string): string | undefined {
  const parts = [...format.matchAll(part)];
  if (parts.map(([text]) => text).join("") !== format) return "has a quote that does not end";
  const letter = parts.find(([, , , letter]) => letter !== undefined)?.[0];
  if (letter !== undefined)
    return `has no token ${letter}; known are ${Object.keys(tokens).join(", ")}, and 'text' in quotes`;

  const fields = parts.flatMap(([, token]) => (token === undefined ? [] : [fieldOf(token)]));
  const twice = fields.find((field, index) => fields.indexOf(field) !== index);
  if (twice !== undefined) return `reads the ${twice} twice`;
  const has = (...names: string[]): boolean => names.every((name) => fields.includes(name));
  if (has("half") !== /h/.test(format.replaceAll(/'[^']*'/g, ""))) return "needs both h and a, or H";
  if (!has("hour") && (has("minute") || has("second"))) return "has no hour";
  return has("day", "month") || (has("hour") && !has("day") && !has("month") && !has("year"))
    ? undefined
    : "has neither a day and a month, nor a time alone";
}

function fieldOf(token: string): string {
  const field = /<(\w+)>/.exec(tokens[token as keyof typeof tokens])![1]!;
  return field === "name" ? "month" : field;
}

const patternOf = memo(200, (format: string): RegExp => {
  const source = Array.from(format.matchAll(part), ([text, token, literal]) => {
    if (token !== undefined) return tokens[token as keyof typeof tokens];
    return RegExp.escape(fold(`x${literal?.replaceAll("''", "'") ?? text}x`).slice(1, -1));
  });
  return new RegExp(`^${source.join("")}$`, "u");
});

/** A folded text that is written in a format, in ms. */
export function readFormattedDate(text: string, format: string, context: TransformContext): number | undefined {
  const { year, month, name, day, hour, minute, second, half } = patternOf(format).exec(text)?.groups ?? {};
  const monthNumber = name === undefined ? Number(month) : monthOf(name, context.locale);
  if (monthNumber === undefined || (day === undefined && hour === undefined)) return undefined;

  const time = { ...midnight, hour: toHour(hour, half), minute: Number(minute ?? 0), second: Number(second ?? 0) };
  if (!(time.hour < 24 && time.minute < 60 && time.second < 60)) return undefined;
  return toMoment(
    day === undefined
      ? { time }
      : {
          day: {
            day: Number(day),
            month: monthNumber,
            year: year === undefined ? undefined : toFullYear(year, context.now),
          },
          time,
        },
    context,
  );
}

function toHour(hour: string | undefined, half: string | undefined): number {
  const count = Number(hour ?? 0);
  if (half === undefined) return count;
  return count >= 1 && count <= 12 ? (count % 12) + (half === "p" ? 12 : 0) : Number.NaN;
}

function monthOf(name: string, locale: string): number | undefined {
  for (const { months } of calendarsOf(locale)) {
    const month = months.get(name.replace(/\.$/, ""));
    if (month !== undefined) return month;
  }
}
