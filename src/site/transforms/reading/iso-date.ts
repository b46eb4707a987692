import type { TransformContext } from "../transform.ts";
import { toMoment } from "./moment.ts";
import { toMilliseconds, toOffsetMs } from "./time-zone.ts";

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d+))?)?(?: ?([Zz]|[+-]\d{2}:?\d{2}|[+-]\d{2}))?)?$/;

/** With a space for the T and no seconds, as people write it, the second time is when something ended. */
const rangePattern = / \d{2}:\d{2} ?-\d{2}:\d{2}$/;

/** ISO 8601 in ms; without its offset in the page's zone. */
export function readIsoDate(text: string, context: TransformContext): number | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;

  const [, year, month, day, hour = "0", minute = "0", second = "0", decimals = "0", zone] = match;
  const offsetMs = toOffset(zone);
  if ((zone !== undefined && offsetMs === undefined) || rangePattern.test(text)) return undefined;

  return toMoment(
    {
      day: { year: Number(year), month: Number(month), day: Number(day) },
      time: {
        hour: Number(hour),
        minute: Number(minute),
        second: Number(second),
        millisecond: toMilliseconds(decimals),
      },
      offsetMs,
    },
    context,
  );
}

function toOffset(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  return /^z$/i.test(zone) ? 0 : toOffsetMs(zone.slice(0, 1), zone.slice(1, 3), zone.slice(3).replace(":", ""));
}
