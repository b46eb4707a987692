import { dayMs, hourMs, minuteMs, secondMs } from "./times.ts";

/** Writes a length of time in its coarsest useful unit: `3 s`, `17 min`, `1 h 08`, `2 d`. */
export function toTimeText(ms: number): string {
  const length = Math.max(0, ms);
  if (length < minuteMs) return `${Math.floor(length / secondMs)} s`;
  if (length < hourMs) return `${Math.floor(length / minuteMs)} min`;
  if (length >= 2 * dayMs) return `${toCountText(Math.floor(length / dayMs))} d`;

  const minutes = Math.floor((length % hourMs) / minuteMs);
  return `${Math.floor(length / hourMs)} h ${String(minutes).padStart(2, "0")}`;
}

/** Writes a session's minutes: `0 min`, `42 min`, `1 h 08`. */
export function toMinutesText(minutes: number): string {
  return minutes < 1 ? `${Math.floor(minutes)} min` : toTimeText(minutes * minuteMs);
}

const plain = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const units = [
  ["k", 1e3],
  ["M", 1e6],
  ["B", 1e9],
  ["T", 1e12],
] as const;

/** Writes a count that fits its column: `402`, `9,120`, `18.4 k`, `184 k`, `2.1 M`. */
export function toCountText(count: number): string {
  if (count < 10_000) return plain.format(count);
  for (const [unit, size] of units) {
    const inUnit = count / size;
    // From there on, rounding would make a thousand of it.
    if (inUnit < 999.5) return `${plain.format(inUnit < 99.95 ? inUnit : Math.round(inUnit))} ${unit}`;
  }
  return count.toExponential(0);
}

/** Writes the time of day as `14:58:06`, in the zone of the reader. */
export function toClockText(at: number): string {
  return new Date(at).toLocaleTimeString("en-GB");
}

/** The same without seconds, for what is marked on an axis: `14:58`. */
export function toShortClockText(at: number): string {
  return toClockText(at).slice(0, 5);
}

/** Writes when something was: `14:58`, and `2 d ago` where the time of day would not tell which day. */
export function toMomentText(at: number, now: number): string {
  return now - at < dayMs ? toShortClockText(at) : `${toTimeText(now - at)} ago`;
}

/** Writes how long something lasted, to the second: `40 s`, `4 min 30 s`, `1 h 08`. */
export function toLengthText(ms: number): string {
  const length = Math.round(ms / secondMs) * secondMs;
  const seconds = (length % minuteMs) / secondMs;
  if (length < minuteMs || length >= hourMs || seconds === 0) return toTimeText(length);
  return `${toTimeText(length)} ${seconds} s`;
}

/** Writes how far back all is known: `of last hour`, `since 14:58:06`. */
export function toReachText(since: number, now: number): string {
  if (since <= now - hourMs) return "of last hour";
  return since === Infinity ? "as far as known" : `since ${toClockText(since)}`;
}

/** The first letters of the first and the last name; `?` for what is not a name. */
export function toInitials(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0]!, words.at(-1)!] : words;
  const letters = ends.map((word) => /^\p{L}/u.exec(word)?.[0]);
  return letters.includes(undefined) ? "?" : letters.join("").toLocaleUpperCase();
}

export const statusWords = { active: "Active", idle: "Idle", unknown: "Not known", left: "Left" } as const;
