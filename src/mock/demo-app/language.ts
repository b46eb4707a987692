import { html, type Html } from "./html.ts";
import type { Status } from "./row.ts";

/** How the screens speak. */
export interface Language {
  tag: string;
  /** The text in this language; what it has no words for stays English. `{name}` is replaced by that value. */
  say: (text: string, values?: Readonly<Record<string, string | number>>) => string;
  count: (count: number) => string;
  session: (minutes: number) => string;
  /** The whole `time` element. */
  time: (at: string, now: Date) => Html;
}

export const english: Language = {
  tag: "en",
  say: fill,
  count: (count) => count.toLocaleString("en-US"),
  session: toSessionText,
  time: (at, now) => html`<time datetime="${at}">${toAgeText(at, now)}</time>`,
};

function toSessionText(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 60) return `${whole} min`;
  return `${Math.floor(whole / 60)} h ${String(whole % 60).padStart(2, "0")} min`;
}

function toAgeText(time: string, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(time)) / 1_000));
  if (seconds < 60) return `${seconds} s ago`;
  return `${toSessionText(Math.floor(seconds / 60))} ago`;
}

interface ForeignWords extends Readonly<Record<string, string>> {
  "just now": string;
  min: string;
}

interface ForeignOptions {
  tag: string;
  /** Of times that are older than half a day. */
  timeZone: string;
  words: ForeignWords & Partial<Record<Status, string>>;
}

/** A language whose times are to be read from words alone: no `datetime` gives them away. */
export function createForeignLanguage({ tag, timeZone, words }: ForeignOptions): Language {
  const ages = new Intl.RelativeTimeFormat(tag);
  const clock = new Intl.DateTimeFormat(tag, { timeZone, dateStyle: "short", timeStyle: "short" });

  function toTimeText(at: string, now: Date): string {
    const minutes = Math.floor((now.getTime() - Date.parse(at)) / 60_000);
    if (minutes < 1) return words["just now"];
    if (minutes < 60) return ages.format(-minutes, "minute");
    return minutes < 12 * 60 ? ages.format(-Math.floor(minutes / 60), "hour") : clock.format(new Date(at));
  }

  return {
    tag,
    say: (text, values) => fill(words[text] ?? text, values),
    // By default Spanish groups from five digits on.
    count: (count) => count.toLocaleString(tag, { useGrouping: "always" }),
    session: (minutes) =>
      `${minutes.toLocaleString(tag, { minimumFractionDigits: 1, useGrouping: "always" })} ${words.min}`,
    time: (at, now) => html`<time>${toTimeText(at, now)}</time>`,
  };
}

function fill(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
