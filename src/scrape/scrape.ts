import type { WarmBrowser } from "../browser/browser.ts";
import type { Tab } from "../browser/tab.ts";
import type { Observation } from "../metric/observation.ts";
import type { Site } from "../site/schema.ts";
import type { FailedRun } from "./bundle/bundle-files.ts";
import { saveBundle, type BundleShelf } from "./bundle/shelf.ts";
import { Witness } from "./bundle/witness.ts";
import { toFaultVerdict } from "./fault-verdict.ts";
import type { Logins, Secrets } from "./logins.ts";
import { wantedOf } from "./look.ts";
import { addressOf, readScreen, type RunFindings, type ScreenReading, type Trail } from "./read-screen.ts";
import { isGood, type Verdict, type VerdictName } from "./verdict.ts";
import { openVisit, readAsVisitor } from "./visit.ts";
import { withholdSecrets } from "./withhold-secrets.ts";

export type { RunFindings } from "./read-screen.ts";

/** A site at a URL, with what a run of it may cost and touch. */
export interface ScrapeTarget {
  name: string;
  url: string;
  /** As this target wants it read. */
  site: Site;
  /** For all of a run, waiting for a browser excepted. */
  timeoutMs: number;
  /** Whether images, fonts, media and trackers are left out. */
  block: boolean;
  /** Other origins that pages may go to. */
  origins?: readonly string[];
  /** Whether requests that are not GET, HEAD or OPTIONS are refused, but for `allowPosts` and while signing in. */
  readOnly?: boolean;
  allowPosts?: readonly string[];
  /** For the site's login steps. */
  secrets?: Secrets | undefined;
  userIdPrefix?: string;
}

/** What a run works with. */
export interface ScrapeDesk {
  browser: WarmBrowser;
  signal: AbortSignal;
  /** Saved logins; without them nobody signs in. */
  logins?: Logins;
  /** For hashes of personal data. */
  salt?: string;
  /** Whether every selector's matches are counted too, for people who want to know why. */
  inspect?: boolean;
  /** Gets the page once it was read, while it still stands there, for people who want to know what else it holds. */
  onPage?: (tab: Tab, findings: RunFindings) => Promise<void>;
  /** Where a run that ends badly leaves what is needed to look into it; without it nothing is left. */
  bundles?: BundleShelf;
  /** Keeps what a run has read when its time is over; each try of a run has its own. */
  trail?: Trail;
  /** What time it is for what pages say of the past; the machine's own clock by default. */
  now?: () => Date;
}

export interface RunResult {
  target: string;
  verdict: Verdict;
  /** What was read, also in a run that did not end well. */
  observations: Observation[];
  /** Undefined where there was no page to read. */
  findings: RunFindings | undefined;
  startedAt: string;
  endedAt: string;
  /** The folder of its failure bundle. */
  bundle: string | undefined;
}

/**
 * One pass over one target. Whatever happens to the page becomes the verdict; only a machine without a usable browser,
 * or the abort of `signal`, throws.
 */
export async function scrape(target: ScrapeTarget, desk: ScrapeDesk): Promise<RunResult> {
  const startedAt = new Date().toISOString();
  const witness = desk.bundles && new Witness(target);
  const { observations, findings, ...judged } = await readTarget(target, desk, witness);
  const verdict = withholdSecrets(judged.verdict, target.secrets);
  const result = { verdict, findings, startedAt, endedAt: new Date().toISOString() };
  const bundle = witness && !isGood(verdict) ? await leaveBundle({ target, desk, witness, ...result }) : undefined;
  return { target: target.name, observations, bundle, ...result };
}

async function leaveBundle({
  desk,
  witness: { page, console },
  ...run
}: Pick<FailedRun, "target" | "verdict" | "findings" | "startedAt" | "endedAt"> & {
  desk: ScrapeDesk;
  witness: Witness;
}): Promise<string | undefined> {
  return await saveBundle(desk.bundles!, { ...run, page, console, chromium: desk.browser.facts.version });
}

/**
 * Some pages show their rows only once a picture has come. Where a run ends badly and something was left out, the page
 * is read once more with all of it, in what is left of the target's time: only that tells whether the blocking was to
 * blame.
 */
async function readTarget(
  target: ScrapeTarget,
  desk: ScrapeDesk,
  witness: Witness | undefined,
): Promise<ScreenReading> {
  const startedAt = performance.now();
  const reading = await tryTarget(target, desk, witness);
  const restMs = target.timeoutMs - (performance.now() - startedAt);
  if (!mayWantMore(reading) || restMs < shortestRetryMs) return reading;

  const whole = await tryTarget({ ...target, block: false, timeoutMs: restMs }, desk, witness);
  const [without, withAll] = [reading.observations.length, whole.observations.length];
  if (withAll <= without) return reading;
  const warning = `the page shows ${withAll} rows with images and trackers, and ${without} without; set block: false for this target`;
  return { ...whole, verdict: { ...whole.verdict, warnings: [...whole.verdict.warnings, warning] } };
}

/** In less than this hardly any page is read. */
const shortestRetryMs = 1_000;

/** A list that was left for another reason gains nothing from pictures. */
function mayWantMore({ isBlocked, verdict, findings }: ScreenReading): boolean {
  return isBlocked && lacking.has(verdict.name) && findings?.finding.broke === undefined;
}

const lacking = new Set<VerdictName>(["not-ready", "layout-changed", "partial"]);

async function tryTarget(target: ScrapeTarget, desk: ScrapeDesk, witness: Witness | undefined): Promise<ScreenReading> {
  const trail: Trail = {};
  try {
    return await readInTab(target, { ...desk, trail }, witness);
  } catch (error) {
    const verdict = toFaultVerdict(error, addressOf(target));
    if (verdict === undefined) throw error;
    // The time was over while the page of a run that had ended was saved.
    return witness?.reading ?? keepTrail(trail, verdict) ?? { ...nothingRead, verdict };
  }
}

const nothingRead = { observations: [], findings: undefined, isBlocked: false };

/** Pages that were read are not lost with the one at which the run was stopped. */
function keepTrail({ conclude }: Trail, { name, sentence }: Verdict): ScreenReading | undefined {
  const reading = conclude?.({ type: "wall", name, sentence });
  return reading && reading.observations.length > 0 ? reading : undefined;
}

async function readInTab(target: ScrapeTarget, desk: ScrapeDesk, witness: Witness | undefined): Promise<ScreenReading> {
  const { site, timeoutMs, block } = target;
  const { responses, frames } = wantedOf(site);
  using visit = openVisit(target, desk);
  const read = (tab: Tab): Promise<ScreenReading> =>
    visit ? readAsVisitor(tab, visit) : readScreen(tab, target, desk);
  return await desk.browser.withTab((tab) => (witness ? witness.watch(tab, read) : read(tab)), {
    signal: desk.signal,
    deadlineMs: timeoutMs,
    block,
    locale: site.locale,
    timeZone: site.timeZone,
    guard: {
      origins: [new URL(target.url).origin, new URL(addressOf(target)).origin, ...(target.origins ?? [])],
      readOnly: target.readOnly ?? false,
      allowPosts: [...(target.allowPosts ?? [])],
    },
    ...(responses.length + frames.length > 0 ? { keep: { responses, frames } } : {}),
    ...(visit ? { profile: visit.key } : {}),
    ...(witness?.wantsConsole ? { keepConsole: true } : {}),
  });
}
