import { zoneNamesOf } from "./calendar.ts";
import { memo } from "./memo.ts";
import { midnight, toMilliseconds, toOffsetMs, type Time } from "./time-zone.ts";

/** A folded text, with its time of day taken out. */
export interface Timed {
  time: Time | undefined;
  /** Where the text says its offset or its zone: ms ahead of UTC. */
  offsetMs: number | undefined;
  rest: string;
}

/** Takes the time of day out of a folded text, with the offset that follows it; nothing where no clock shows it. */
export function takeTime(text: string, locale: string, timeZone: string): Timed | undefined {
  const untimed = { time: undefined, offsetMs: undefined, rest: text };
  if (!/\d(?:[:h.]| ?[ahp])/.test(text)) return untimed;

  const match = clockPattern(`${locale} ${timeZone}`).exec(text);
  if (!match) return untimed;
  const time = toTime(match.groups!);
  if (!time) return undefined;

  const { sign, hours, minutes, zone } = match.groups!;
  const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
  if (zone !== undefined)
    return { time, offsetMs: zoneNamesOf(`${locale} ${timeZone}`).get(zone), rest: withoutNote(rest) };
  if (sign !== undefined) {
    const offsetMs = toOffsetMs(sign, hours!, minutes ?? "0");
    return offsetMs === undefined ? undefined : { time, offsetMs, rest: withoutNote(rest) };
  }

  const isUtc = / \(?(?:utc|gmt)\)?$/.exec(rest);
  return isUtc ? { time, offsetMs: 0, rest: rest.slice(0, isUtc.index) } : { time, offsetMs: undefined, rest };
}

/** Programs like to name the zone once more, mostly in brackets. */
function withoutNote(rest: string): string {
  return rest.replace(/(?:\([^()]*\)| (?:utc|gmt))$/, "");
}

const clockPattern = memo(100, (key: string): RegExp => {
  const [locale = "en"] = key.split(" ");
  const names = [...zoneNamesOf(key).keys()].toSorted((a, b) => b.length - a.length).map((name) => RegExp.escape(name));
  // `19h55` is French for a time, in Canada `19 h 55 min 09 s`; elsewhere `2h30` is a length of time.
  const { language } = new Intl.Locale(locale);
  const isFrench = language === "fr";
  const [toMinute, toSecond, end] = isFrench
    ? ["(?::| ?h ?)", "(?::| min )", "(?: s(?!\\p{L}))?"]
    : ["(?::|\\.(?=\\d{2} uhr))", ":", ""];
  const seconds = `(?:${toSecond}(?<second>\\d{2})(?:[.,](?<decimals>\\d{1,9}))?${end})?`;
  const half = "(?<half>[ap])\\.? ?m(?:\\.|(?!\\p{L}))";
  const time = `(?<hour>\\d{1,2})(?:${toMinute}(?<minute>\\d{2})${seconds}(?: ?${half})?| ?${half}|(?=${language === "fr" || language === "es" ? " ?(?:uhr|h)" : " uhr"}(?!\\p{L}|\\d)))`;
  // Alone, an offset is four digits as in mail, or ahead of UTC: `10:00-11:00` is when something began and ended.
  const offset =
    "(?:(?:utc|gmt) ?(?<sign>[+-])(?<hours>\\d{1,2})(?::?(?<minutes>\\d{2}))?" +
    "|(?<sign>[+-])(?<hours>\\d{2})(?<minutes>\\d{2})|(?<sign>\\+)(?<hours>\\d{2}):(?<minutes>\\d{2}))";
  const zone = `(?: ?\\(?(?:${offset}|(?<zone>${names.join("|")}))\\)?)?`;
  return new RegExp(`(?<![\\p{L}\\d.:/-])${time}(?: ?(?:uhr|h)(?!\\p{L}))?${zone}(?![\\p{L}\\d:/-])`, "u");
});

function toTime({
  hour,
  minute = "0",
  second = "0",
  decimals = "0",
  half,
}: Record<string, string | undefined>): Time | undefined {
  const time = {
    ...midnight,
    hour: half === undefined ? Number(hour) : (Number(hour) % 12) + (half === "p" ? 12 : 0),
    minute: Number(minute),
    second: Number(second),
    millisecond: toMilliseconds(decimals),
  };
  const isTime = time.hour < 24 && time.minute < 60 && time.second < 60;
  const isHalf = half === undefined || (Number(hour) >= 1 && Number(hour) <= 12);
  return isTime && isHalf ? time : undefined;
}
