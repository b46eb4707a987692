/** How a run ended: exactly one of these, always. */
export const verdictNames = [
  "rows",
  "empty",
  "partial",
  "login-wall",
  "blocked",
  "error-page",
  "not-ready",
  "layout-changed",
  "unreachable",
  "timeout",
  "crashed",
] as const;

export type VerdictName = (typeof verdictNames)[number];

/** What the verdict rests on. */
export interface Evidence {
  url: string;
  title: string | undefined;
  /** HTTP status of the document; undefined where no answer came. */
  status: number | undefined;
  /** Rows on the page, and in how many of them each field's source was found. */
  rows: number;
  found: Record<string, number>;
}

export interface Verdict {
  name: VerdictName;
  /** What happened, where, and what to do, for people. */
  sentence: string;
  evidence: Evidence;
}

export function isGood({ name }: Verdict): boolean {
  return name === "rows" || name === "empty";
}
