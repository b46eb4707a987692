import { PageError, type ErrorCode } from "../errors.ts";
import { isLoginAddress } from "./judge.ts";
import { LoginError } from "./sign-in.ts";
import type { Verdict, VerdictName } from "./verdict.ts";

type Judgement = Pick<Verdict, "name" | "sentence">;

/** How a run ended that came to no page; undefined for what is nothing of the page's doing. */
export function toFaultVerdict(error: unknown, address: string): Verdict | undefined {
  const judgement = error instanceof LoginError ? judgeLogin(error) : judgeFault(error);
  if (judgement === undefined) return undefined;
  const nothing = { pages: 0, rows: 0, found: {}, claimed: undefined, rowMatches: {} };
  return {
    ...judgement,
    evidence: { url: address, title: undefined, status: undefined, ...nothing },
    warnings: [],
  };
}

function judgeLogin({ message }: LoginError): Judgement {
  return { name: "login-failed", sentence: message };
}

/** What a page error says of its page; undefined for any other error. */
export function judgeFault(error: unknown): Judgement | undefined {
  if (!(error instanceof PageError)) return undefined;
  const sentence = error.hint === undefined ? `${error.message}.` : `${error.message}. ${error.hint}`;
  const leadsToLogin = error.leadsTo !== undefined && isLoginAddress(error.leadsTo);
  return { name: leadsToLogin ? "login-wall" : (verdictOf[error.code] ?? "crashed"), sentence };
}

const verdictOf: Partial<Record<ErrorCode, VerdictName>> = {
  LM_PAGE_UNREACHABLE: "unreachable",
  LM_PAGE_ASTRAY: "unreachable",
  LM_PAGE_TIMEOUT: "timeout",
  LM_PAGE_CRASHED: "crashed",
};
