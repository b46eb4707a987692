/** How a run ended: exactly one of these, always. */
export const verdictNames = [
  "rows",
  "empty",
  "partial",
  "login-wall",
  "login-failed",
  "blocked",
  "error-page",
  "not-ready",
  "layout-changed",
  "unreachable",
  "timeout",
  "crashed",
] as const;

export type VerdictName = (typeof verdictNames)[number];

/** Whether the screen could be read to its end. */
export function isGoodVerdict(verdict: VerdictName): boolean {
  return verdict === "rows" || verdict === "empty";
}
