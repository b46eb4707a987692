import { z } from "zod";
import { memo } from "./memo.ts";

/** A time zone as a selector file names it. */
export const timeZoneName = z.string().refine(isTimeZone, "must be a time zone such as UTC or Europe/Berlin");

/** A day of the calendar, in whatever zone is meant. */
export interface Day {
  year: number;
  /** From 1 on. */
  month: number;
  day: number;
}

export interface Time {
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

/** Milliseconds of the decimals of a second. */
export function toMilliseconds(decimals: string): number {
  return Number(decimals.padEnd(3, "0").slice(0, 3));
}

export const midnight: Time = { hour: 0, minute: 0, second: 0, millisecond: 0 };

export const dayMs = 86_400_000;

/** Offsets change at full quarters of an hour, if at all. */
const quarterMs = 900_000;

/** Of Kiritimati. */
const farthestMs = 14 * 3_600_000;

/** Wall times are kept as a zone with no offset would count them. */
const earliestMs = new Date(0).setUTCFullYear(1, 0, 1);
const latestMs = Date.UTC(9999, 11, 31);

/** Whether a time has the four digits for its year that an ISO time and the readers of one expect. */
export function isWritable(ms: number): boolean {
  return ms > earliestMs && ms < latestMs;
}

/** How far the clocks of a zone are ahead of UTC at a moment. */
export function offsetAt(ms: number, timeZone: string): number {
  if (timeZone === "UTC") return 0;

  const { format, known } = clockOf(timeZone);
  const quarter = Math.floor(ms / quarterMs);
  const offset = known.get(quarter) ?? readOffset(format.format(ms));
  if (known.size > 10_000) known.clear();
  known.set(quarter, offset);
  return offset;
}

const clockOf = memo(50, (timeZone: string) => ({
  format: new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }),
  known: new Map<number, number>(),
}));

function readOffset(text: string): number {
  const [, sign, hours, minutes, seconds] = /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text) ?? [];
  const ms = (Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * 1_000;
  return sign === "-" ? -ms : ms;
}

/** An offset as it is written, in ms; nothing where no clock is that far from UTC. */
export function toOffsetMs(sign: string, hours: string, minutes: string): number | undefined {
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
  if (Number(minutes) >= 60 || ms > farthestMs) return undefined;
  return sign === "-" ? -ms : ms;
}

/** What the clocks of a zone show, as a zone with no offset would count it. */
export function toWallMs(ms: number, timeZone: string): number {
  return ms + offsetAt(ms, timeZone);
}

/**
 * The moment at which the clocks of a zone show a time. Where they show it twice, as in autumn, the earlier; where
 * they leap over it, as in spring, the later of the two it could mean.
 */
export function fromWallMs(wallMs: number, timeZone: string): number {
  const before = wallMs - offsetAt(wallMs - dayMs, timeZone);
  const after = wallMs - offsetAt(wallMs + dayMs, timeZone);
  const shown = [before, after].filter((ms) => toWallMs(ms, timeZone) === wallMs);
  return shown.length === 0 ? Math.max(before, after) : Math.min(...shown);
}

/** A day and a time as wall time, or nothing where the calendar has no such day. */
export function wallMsOf({ year, month, day }: Day, { hour, minute, second, millisecond }: Time): number | undefined {
  const ms = new Date(Date.UTC(2000, month - 1, day, hour, minute, second, millisecond)).setUTCFullYear(
    year,
    month - 1,
    day,
  );
  const date = new Date(ms);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? ms
    : undefined;
}

export function dayOf(wallMs: number): Day {
  const date = new Date(wallMs);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** Goes back by months; the 31st of a month that is shorter is its last day. */
export function monthsBefore(wallMs: number, months: number): number {
  const date = new Date(wallMs);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return date.setUTCDate(Math.min(day, lastDay));
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    // The runtime is the judge of a zone; its refusal is the answer.
    return false;
  }
}
