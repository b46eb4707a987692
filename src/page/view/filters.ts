import type { Row } from "./row.ts";
import { toMatcher, toSearchText } from "./search.ts";
import type { Status } from "./status.ts";
import { statusWords } from "./words.ts";

/** What of a user can be chosen in the toolbar. */
export const facetNames = ["company", "feature", "status"] as const;

export type FacetName = (typeof facetNames)[number];

/** The chosen values of each facet; none lets everybody through. `""` is who has no company or feature. */
export type Filters = Readonly<Record<FacetName, readonly string[]>>;

export const noFilters: Filters = { company: [], feature: [], status: [] };

/** How many facets let only some through. */
export function countSet(filters: Filters): number {
  return facetNames.filter((facet) => filters[facet].length > 0).length;
}

export type Matcher = (row: Row) => boolean;

/** Makes the test for who is shown. */
export function toRowMatcher(query: string, filters: Filters): Matcher {
  const isSearch = query.trim() !== "";
  const matches = toMatcher(query);
  const facets = facetNames
    .filter((facet) => filters[facet].length > 0)
    .map((facet) => ({ facet, chosen: new Set(filters[facet]) }));

  return (row) =>
    facets.every(({ facet, chosen }) => chosen.has(facetOf(row, facet))) &&
    // Made when it is asked for: kept for everybody, it was an eighth of what the page held.
    (!isSearch || matches(toSearchText(row.metric), foldedStatus[row.status]));
}

const foldedStatus = {
  active: statusWords.active.toLowerCase(),
  idle: statusWords.idle.toLowerCase(),
  unknown: statusWords.unknown.toLowerCase(),
  left: statusWords.left.toLowerCase(),
} as const satisfies Record<Status, string>;

export interface FacetCount {
  value: string;
  users: number;
}

/** The values of a facet among those whom the search and the other filters leave, most first. */
export function countFacet(
  rows: Iterable<Row>,
  facet: FacetName,
  { query, filters }: { query: string; filters: Filters },
): FacetCount[] {
  const matches = toRowMatcher(query, { ...filters, [facet]: [] });
  const counts = new Map<string, number>(filters[facet].map((value) => [value, 0]));
  for (const row of rows) {
    if (!matches(row)) continue;
    const value = facetOf(row, facet);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return Array.from(counts, ([value, users]) => ({ value, users })).sort(
    (a, b) => b.users - a.users || (a.value < b.value ? -1 : 1),
  );
}

function facetOf({ metric, status }: Row, facet: FacetName): string {
  if (facet === "status") return status;
  return facet === "company" ? metric.company : metric.activeFeature;
}
