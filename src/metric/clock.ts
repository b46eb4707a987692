const toleratedAheadMs = 5 * 60_000;

/** A time this far ahead of our clock is not believed, and taken as the time of receipt. Both are ISO times. */
export function believe(time: string, receivedAt: string): string {
  return Date.parse(time) - Date.parse(receivedAt) > toleratedAheadMs ? receivedAt : time;
}
