import type { DeliveryCounts } from "./delivery/delivery-counts.ts";
import type { exitCodes } from "./exit-codes.ts";
import type { Verdict, VerdictName } from "./scrape/verdict.ts";

export type ExitCode = keyof typeof exitCodes;

/** What a run of the program came to. */
export interface Outcome {
  /** The last verdict of each target. */
  verdicts: Record<string, Verdict>;
  runs: number;
  rows: number;
  /** By sink. */
  delivery: Record<string, DeliveryCounts>;
}

const codeOf: Record<VerdictName, ExitCode> = {
  rows: 0,
  empty: 0,
  partial: 8,
  "login-wall": 5,
  "login-failed": 5,
  blocked: 6,
  "error-page": 12,
  "not-ready": 7,
  "layout-changed": 7,
  unreachable: 12,
  timeout: 10,
  crashed: 12,
};

/** The targets' code when one of them is bad, else what became of the delivery. */
export function toExitCode({ verdicts, delivery }: Outcome): ExitCode {
  return targetsCode(Object.values(verdicts)) || (isDelivered(delivery) ? 0 : 9);
}

export function isDelivered(delivery: Outcome["delivery"]): boolean {
  return Object.values(delivery).every(({ waiting, rejected, dropped }) => waiting + rejected + dropped === 0);
}

/** One code when all targets agree, 8 when they do not: some good and others not, or bad in different ways. */
function targetsCode(verdicts: Verdict[]): ExitCode {
  const [first = 0, ...others] = new Set(verdicts.map(({ name }) => codeOf[name]));
  return others.length === 0 ? first : 8;
}
