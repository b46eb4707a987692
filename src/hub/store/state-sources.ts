import type { Meta } from "../../metric/meta.ts";

/** What can be looked at and changed within milliseconds. */
export const statesPerPage = 1_000;

/** Told by what the meta says once it is read: its text alone may hold anything in a place that looks like it. */
export function groupBySource<State extends { meta: string }>(states: readonly State[]): Map<string, State[]> {
  return Map.groupBy(states, ({ meta }) => (JSON.parse(meta) as Meta).source);
}
