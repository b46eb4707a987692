import { isGoodVerdict, type VerdictName } from "../metric/verdict.ts";

export { verdictNames, type VerdictName } from "../metric/verdict.ts";

/** What the verdict rests on. */
export interface Evidence {
  url: string;
  title: string | undefined;
  /** HTTP status of the document; undefined where no answer came. */
  status: number | undefined;
  /** Pages of the list that were read. */
  pages: number;
  /** Rows on them, and in how many of them each field's source was found. */
  rows: number;
  found: Record<string, number>;
  /** The app's own total, where it states one. */
  claimed: number | undefined;
  /** How many elements each selector of the rows matched on the last page. */
  rowMatches: Record<string, number>;
}

export interface Verdict {
  name: VerdictName;
  /** What happened, where, and what to do, for people. */
  sentence: string;
  evidence: Evidence;
  /** What is worth a look though the run may be good: a field found in no row, a total that cannot be read. */
  warnings: string[];
}

export function isGood({ name }: Verdict): boolean {
  return isGoodVerdict(name);
}
