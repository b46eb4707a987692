import type { Tab } from "../browser/tab.ts";
import type { Observation } from "../metric/observation.ts";
import { findClaim } from "./claim.ts";
import { extract, type ExtractOptions } from "./extract.ts";
import type { CapturePlan } from "./in-page.ts";
import { describePage, judge, type Break, type Finding } from "./judge.ts";
import { Looker } from "./look.ts";
import { performSteps, StepFailure } from "./perform-steps.ts";
import { toCapturePlan, withoutWaiting } from "./plan.ts";
import { createProgress } from "./progress.ts";
import { readList, type ListReading } from "./read-list.ts";
import type { PageReading } from "./reading.ts";
import type { ScrapeDesk, ScrapeTarget } from "./scrape.ts";
import type { Verdict, VerdictName } from "./verdict.ts";

/** What was found on the way to a verdict, for those who ask further. */
export interface RunFindings {
  finding: Finding;
  readings: PageReading[];
  options: ExtractOptions;
  /** Why the site's steps could not be done. */
  stuck: string | undefined;
}

/** What one pass over a screen gave. */
export interface ScreenReading {
  verdict: Verdict;
  observations: Observation[];
  /** Undefined where there was no page to read. */
  findings: RunFindings | undefined;
  /** Whether images, fonts, media or trackers were left out. */
  isBlocked: boolean;
}

/** What a run that is stopped in the middle of a list has read until then. */
export interface Trail {
  conclude?: (wall: { type: "wall"; name: VerdictName; sentence: string }) => ScreenReading;
}

/** Opens the target's screen, prepares it as its site says, reads its list and judges what was found. */
export async function readScreen(tab: Tab, target: ScrapeTarget, desk: ScrapeDesk): Promise<ScreenReading> {
  const { site } = target;
  const asked = addressOf(target);
  const options = toExtractOptions(target, desk);
  const { status } = await tab.goto(asked);
  const isRefused = status !== undefined && status >= 400;
  const { failure, absent } = isRefused ? allDone : await prepare(tab, target);

  const toFinding = (list: ListReading): Finding => {
    const last = list.readings.at(-1)!;
    return {
      site,
      asked,
      status: list.document.status,
      retryAfter: list.document.retryAfter,
      capture: { ...last.capture, missed: [...last.capture.missed, ...absent] },
      pages: list.pages,
      extraction: extract(list.readings, site, options),
      claimed: findClaim(site, last, options.now),
      broke: list.broke,
      left: tab.refused.find(({ reason }) => reason === "origin")?.url,
    };
  };
  const findWall = (reading: PageReading, page: number): Break | undefined => {
    const alone = { document: tab.document, readings: [reading], broke: undefined, pages: 1 };
    const { name, sentence } = judge(toFinding(alone));
    return name === "layout-changed" ? undefined : { type: "wall", page, name, sentence };
  };

  const conclude = (list: ListReading): ScreenReading => {
    const finding = toFinding(list);
    return {
      verdict: withStuck(judge(finding), finding, failure?.message),
      observations: finding.extraction.observations,
      findings: { finding, readings: list.readings, options, stuck: failure?.message },
      isBlocked: tab.refused.some(({ reason }) => reason === "resource"),
    };
  };

  const plan = { ...toCapturePlan(site), inspect: desk.inspect ?? false };
  const list = await readList({
    tab,
    site,
    plan: isRefused || failure ? toHastyPlan(plan, status) : plan,
    looker: new Looker(tab, site),
    findWall,
    isComplete: createProgress(site, options),
    onStart: (started) => {
      if (desk.trail)
        desk.trail.conclude = (wall) => conclude({ ...started, broke: { ...wall, page: started.pages + 1 } });
    },
  });
  const reading = conclude(list);
  await desk.onPage?.(tab, reading.findings!);
  return reading;
}

/**
 * What a server refuses is not waited for. But some apps answer 404 for a list that is empty, and their marker is seen
 * only once the page is drawn.
 */
function toHastyPlan(plan: CapturePlan, status: number | undefined): CapturePlan {
  if (status !== 404 || plan.empty === undefined) return withoutWaiting(plan);
  return { ...plan, ready: { ...plan.ready, timeoutMs: Math.min(plan.ready.timeoutMs, drawnMs) } };
}

const drawnMs = 2_000;

export function addressOf({ url, site }: Pick<ScrapeTarget, "url" | "site">): string {
  return new URL(site.path ?? "", url).href;
}

function toExtractOptions({ userIdPrefix }: ScrapeTarget, { salt, now }: ScrapeDesk): ExtractOptions {
  return {
    now: now?.() ?? new Date(),
    ...(salt === undefined ? {} : { salt }),
    ...(userIdPrefix === undefined ? {} : { userIdPrefix }),
  };
}

interface Preparation {
  failure: StepFailure | undefined;
  /** What was waited for and never came, in words. */
  absent: string[];
}

const allDone: Preparation = { failure: undefined, absent: [] };

/** Does what the site wants done before reading; what cannot be done is told when the page has been looked at. */
async function prepare(tab: Tab, { site: { steps, ready }, secrets }: ScrapeTarget): Promise<Preparation> {
  try {
    await performSteps(tab, steps, { secrets, patienceMs: ready.timeout });
  } catch (failure) {
    if (failure instanceof StepFailure) return { failure, absent: [] };
    throw failure;
  }
  const { response, timeout: timeoutMs } = ready;
  if (response === undefined || (await tab.waitForResponse(response, { timeoutMs }))) return allDone;
  return { failure: undefined, absent: [`the response ${response}`] };
}

function isWall({ name }: Verdict): boolean {
  return name === "login-wall" || name === "blocked" || name === "error-page";
}

/** Steps that could not be done are the reason for whatever the page shows, but for a wall, which is theirs. */
export function withStuck(verdict: Verdict, { capture, status }: Finding, stuck: string | undefined): Verdict {
  if (stuck === undefined || isWall(verdict)) return verdict;
  const here = describePage(capture, status);
  const sentence = `The site's steps could not be done on ${here}: ${stuck}. Compare the page with the selector file.`;
  return { ...verdict, name: "layout-changed", sentence };
}
