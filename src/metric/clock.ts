const toleratedAheadMs = 5 * 60_000;
/** Of a time as `toISOString` writes it. */
const usualLength = "2026-11-23T12:00:00.000Z".length;

/** A time this far ahead of our clock is not believed, and taken as the time of receipt. Both are ISO times. */
export function believe(time: string, receivedAt: string): string {
  // Nearly all are in this form, where the text tells which is later in a tenth of the time.
  if (time.length === usualLength && time.endsWith("Z") && time <= receivedAt) return time;

  return Date.parse(time) - Date.parse(receivedAt) > toleratedAheadMs ? receivedAt : time;
}
