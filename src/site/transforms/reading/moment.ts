import type { TransformContext } from "../transform.ts";
import {
  dayMs,
  dayOf,
  fromWallMs,
  isWritable,
  midnight,
  toWallMs,
  wallMsOf,
  type Day,
  type Time,
} from "./time-zone.ts";

/** What a text says of a point in time. What it leaves out follows from when the page was read. */
export interface Said {
  day?: Omit<Day, "year"> & { year?: number | undefined };
  /** From Sunday on, which is 0. */
  weekday?: number | undefined;
  time?: Time | undefined;
  /** ms ahead of UTC; without it the time is that of the page's zone. */
  offsetMs?: number | undefined;
}

/** A clock that is a little ahead of ours shows a time that is still to come, not one of yesterday. */
export const toleranceMs = 60_000;

/** 29 February comes back after eight years at the latest. */
const mostYears = 8;

/**
 * The moment that was said, in ms. A day without a year is the latest that is not to come, and so is a time without
 * a day; a day without a time is its midnight. Nothing where there is no such moment.
 */
export function toMoment(said: Said, context: TransformContext): number | undefined {
  const wallMs = toWall(said, context);
  if (wallMs === undefined || (said.day && said.weekday !== undefined && weekdayOf(wallMs) !== said.weekday))
    return undefined;

  const ms = said.offsetMs === undefined ? fromWallMs(wallMs, context.timeZone) : wallMs - said.offsetMs;
  return isWritable(ms) ? ms : undefined;
}

function toWall(
  { day, weekday, time = midnight, offsetMs }: Said,
  { now, timeZone }: TransformContext,
): number | undefined {
  if (day?.year !== undefined) return wallMsOf(day as Day, time);

  const nowMs = offsetMs === undefined ? toWallMs(now.getTime(), timeZone) : now.getTime() + offsetMs;
  const today = dayOf(nowMs);
  const isPast = (wallMs: number | undefined): wallMs is number =>
    wallMs !== undefined && wallMs <= nowMs + toleranceMs;
  if (day) {
    const years = Array.from({ length: mostYears + 1 }, (_, ago) => today.year - ago);
    return years.map((year) => wallMsOf({ ...day, year }, time)).find(isPast);
  }

  const week = Array.from({ length: 8 }, (_, ago) => wallMsOf(today, time)! - ago * dayMs);
  return week.find((wallMs) => isPast(wallMs) && (weekday === undefined || weekdayOf(wallMs) === weekday));
}

/** From Sunday on, which is 0. */
export function weekdayOf(wallMs: number): number {
  return new Date(wallMs).getUTCDay();
}

/** Two digits of a year as the one that lies nearest, with more room behind than ahead. */
export function toFullYear(digits: string, now: Date): number {
  if (digits.length > 2) return Number(digits);

  const thisYear = now.getUTCFullYear();
  const year = thisYear - (thisYear % 100) + Number(digits);
  return year > thisYear + 20 ? year - 100 : year;
}
