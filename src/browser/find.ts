import { EnvironmentError } from "../errors.ts";
import { probe } from "./probe.ts";
import { sources, type BrowserRequest, type Source } from "./sources.ts";

export interface FoundBrowser {
  path: string;
  /** Where it came from, for people. */
  from: string;
  version: string;
  /** What it needs in its environment to start here. */
  env?: Record<string, string>;
  /** Set when https pages would kill it here: what to do about that. */
  httpsFault?: string;
}

export interface BrowserReport {
  winner?: FoundBrowser;
  /** In the order of resolution. */
  candidates: Candidate[];
}

interface Candidate {
  from: string;
  path?: string;
  /** `used`, or why it lost. */
  verdict: string;
}

/**
 * Finds the Chromium to use, and why not the others. Downloads nothing. A path that was given is used or refused,
 * never passed over: then it throws LM_BROWSER_UNUSABLE.
 */
export async function findBrowser(request: BrowserRequest): Promise<BrowserReport> {
  const given = findGiven(request);
  if (given) return await toGivenReport(given, request);

  const report: BrowserReport = { candidates: [] };
  for (const source of sources) {
    const { winner, ...candidate } = report.winner
      ? { from: source.from, verdict: notTried }
      : await tryOut(source, request);
    report.candidates.push(candidate);
    if (winner) report.winner = winner;
  }
  return report;
}

/** What to throw when a report has no winner: each step's reason, then one line a remedy. */
export function toMissingError({ candidates }: BrowserReport): EnvironmentError {
  const reasons = candidates.map(({ from, path, verdict }) => `  ${from}: ${path ? `${path} ` : ""}${verdict}`);
  return new EnvironmentError(`No usable Chromium was found\n${reasons.join("\n")}`, {
    code: "LM_BROWSER_MISSING",
    hint: [
      "One of these brings one:",
      "  live-metrics browser install",
      "  npm i -D @sparticuz/chromium",
      "  apt-get install chromium-headless-shell",
      "  PUPPETEER_EXECUTABLE_PATH=/path/to/chromium",
    ].join("\n"),
  });
}

const notTried = "not tried: an earlier one works";

function findGiven({ path, env }: BrowserRequest): { path: string; from: string } | undefined {
  if (path !== undefined) return { path, from: "browser.path" };
  const fromEnv = env.PUPPETEER_EXECUTABLE_PATH;
  return fromEnv ? { path: fromEnv, from: "PUPPETEER_EXECUTABLE_PATH" } : undefined;
}

async function toGivenReport({ path, from }: { path: string; from: string }, { env }: BrowserRequest) {
  const result = await probe(path, env);
  if (!result.ok)
    throw new EnvironmentError(`browser: ${path} (from ${from}) ${result.reason}`, {
      code: "LM_BROWSER_UNUSABLE",
      hint: `Correct ${from}, or leave it out and see what is found with: live-metrics browser path -v`,
    });

  const others = sources.map((source) => ({ from: source.from, verdict: `not tried: ${from} is set` }));
  return {
    winner: { path, from, version: result.version },
    candidates: [{ from, path, verdict: "used" }, ...others],
  };
}

async function tryOut(source: Source, request: BrowserRequest): Promise<Candidate & { winner?: FoundBrowser }> {
  const { from } = source;
  if (request.headed && source.isShell) return { from, verdict: "has no window to show" };

  const place = await source.locate(request);
  if ("reason" in place) return { from, verdict: place.reason };

  const { path } = place;
  let reason = "";
  for (const extra of place.environments ?? [{}]) {
    const result = await probe(path, { ...request.env, ...extra });
    if (!result.ok) {
      reason ||= result.reason;
      continue;
    }
    const httpsFault = await place.findHttpsFault?.(extra);
    const winner = { path, from, version: result.version, env: extra, ...(httpsFault && { httpsFault }) };
    return { from, path, verdict: "used", winner };
  }
  return { from, path, verdict: reason };
}
