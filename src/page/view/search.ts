import type { UserMetric } from "../../metric/user-metric.ts";

/** What a search looks through, folded the way the query is. */
export function toSearchText({ userName, userId, email, company, activeFeature, lastAction }: UserMetric): string {
  return fold([userName, userId, email, company, activeFeature, lastAction].join("\n"));
}

/** Makes the test for a query: each of its words is somewhere in one of the texts, whatever its case and accents. */
export function toMatcher(query: string): (...texts: string[]) => boolean {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return (...texts) => words.every((word) => texts.some((text) => text.includes(word)));
}

export function fold(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
