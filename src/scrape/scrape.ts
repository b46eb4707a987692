import type { WarmBrowser } from "../browser/browser.ts";
import { PageError, type ErrorCode } from "../errors.ts";
import type { Observation } from "../metric/observation.ts";
import type { Site } from "../site/schema.ts";
import { extract } from "./extract.ts";
import { captureInPage } from "./in-page.ts";
import { judge } from "./judge.ts";
import { toCapturePlan } from "./plan.ts";
import type { Verdict, VerdictName } from "./verdict.ts";

/** A site at a URL, with what a run of it may cost. */
export interface ScrapeTarget {
  name: string;
  url: string;
  site: Site;
  timeoutMs: number;
  /** Whether images, fonts, media and trackers are left out. */
  block: boolean;
}

export interface RunResult {
  target: string;
  verdict: Verdict;
  /** What was read, also in a run that did not end well. */
  observations: Observation[];
  startedAt: string;
  endedAt: string;
}

/**
 * One pass over one target. Whatever happens to the page becomes the verdict; only a machine without a usable browser,
 * or the abort of `signal`, throws.
 */
export async function scrape(target: ScrapeTarget, browser: WarmBrowser, signal: AbortSignal): Promise<RunResult> {
  const startedAt = new Date().toISOString();
  const result = await readTarget(target, browser, signal).catch((error: unknown) => {
    if (!(error instanceof PageError)) throw error;
    return { verdict: toVerdict(target, error), observations: [] };
  });
  return { target: target.name, ...result, startedAt, endedAt: new Date().toISOString() };
}

function readTarget({ url, site, timeoutMs, block }: ScrapeTarget, browser: WarmBrowser, signal: AbortSignal) {
  const address = new URL(site.path ?? "", url).href;

  return browser.withTab(
    async (tab) => {
      const { status } = await tab.goto(address);
      const plan = toCapturePlan(site);
      const waitMs = status !== undefined && status >= 400 ? 0 : plan.ready.timeoutMs;

      const capture = await tab.evaluate(captureInPage, { ...plan, ready: { ...plan.ready, timeoutMs: waitMs } });
      const extraction = extract(capture, site, new Date());
      return { verdict: judge({ status, capture, extraction, site }), observations: extraction.observations };
    },
    { signal, deadlineMs: timeoutMs, block },
  );
}

const verdictOf: Partial<Record<ErrorCode, VerdictName>> = {
  LM_PAGE_UNREACHABLE: "unreachable",
  LM_PAGE_TIMEOUT: "timeout",
  LM_PAGE_CRASHED: "crashed",
};

function toVerdict({ url, site }: ScrapeTarget, error: PageError): Verdict {
  const address = new URL(site.path ?? "", url).href;
  return {
    name: verdictOf[error.code] ?? "crashed",
    sentence: error.hint === undefined ? `${error.message}.` : `${error.message}. ${error.hint}`,
    evidence: { url: address, title: undefined, status: undefined, rows: 0, found: {} },
  };
}
