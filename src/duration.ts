import { z } from "zod";

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Reads `500ms`, `30s`, `2m`, `1h` or `1d` as milliseconds; undefined when it is none of them. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  return match ? Number(match[1]) * unitMs[match[2] as keyof typeof unitMs] : undefined;
}

/** Writes milliseconds the short way a person would: `450 ms`, `2.5 s`, `3 min`, `1 h 05`. */
export function toDurationText(ms: number): string {
  const seconds = Math.round(ms / 100) / 10;
  const minutes = Math.round(ms / unitMs.m);
  if (ms < unitMs.s) return `${Math.floor(ms)} ms`;
  if (seconds < 60) return `${seconds} s`;
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
}

/** Timers hold 31 bits; what is longer would be over at once. */
const longestMs = 24 * unitMs.d;
const sentence = 'must be a duration such as "500ms", "30s", "5m" or "1h"';

/** A duration in a config file or flag: text in, milliseconds out. */
export const duration = z
  .string(sentence)
  .refine((text) => parseDuration(text) !== undefined, { error: sentence, abort: true })
  .refine((text) => parseDuration(text)! <= longestMs, "must be at most 24d")
  .transform((text) => parseDuration(text)!);

/** The same where no time at all makes no sense: an interval, a deadline. */
export const positiveDuration = duration.refine((ms) => ms > 0, "must be more than 0s");

/** A time that is compared and never waited for, so it may be as long as it likes. */
export const timeSpan = z
  .string(sentence)
  .refine((text) => (parseDuration(text) ?? 0) > 0, 'must be a duration such as "12h" or "30d"')
  .transform((text) => parseDuration(text)!);
