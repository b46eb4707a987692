import type { Problem } from "./report.ts";

/** Counts what a server sends that cannot be read, and tells of it at the first, the 10th, the 100th, … */
export function createUnreadableCount(host: string, report: (problem: Problem) => void): (count: number) => void {
  let total = 0;
  let reportAt = 1;

  return (count) => {
    total += count;
    if (total < reportAt) return;
    reportAt = 10 ** String(total).length;
    report({ message: `${host} sent what could not be read (${total} so far)` });
  };
}
