import type { Arrival } from "./store/store.ts";

/** What an arrival weighs in memory, roughly: the characters of its text. */
export function weightOf(arrival: Arrival): number {
  switch (arrival.type) {
    case "user":
      return arrival.metricJson.length + arrival.metaJson.length;
    case "event":
      return arrival.eventJson.length;
    case "run":
      return arrival.runJson.length;
    default:
      return arrival.userId.length;
  }
}
