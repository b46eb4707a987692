import type { UserMetric } from "../../metric/user-metric.ts";

/** What a search looks through, folded the way the query is. */
export function toSearchText(metric: UserMetric, statusWord: string): string {
  const { userName, userId, email, company, activeFeature, lastAction } = metric;
  return fold([userName, userId, email, company, activeFeature, lastAction, statusWord].join("\n"));
}

/** Makes the test for a query: each of its words is somewhere in the text, whatever its case and accents. */
export function toMatcher(query: string): (searchText: string) => boolean {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return (searchText) => words.every((word) => searchText.includes(word));
}

function fold(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
