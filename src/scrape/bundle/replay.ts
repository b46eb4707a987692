import { setTimeout as delay } from "node:timers/promises";
import type { WarmBrowser } from "../../browser/browser.ts";
import type { Tab } from "../../browser/tab.ts";
import type { Observation } from "../../metric/observation.ts";
import type { Site } from "../../site/schema.ts";
import { siteFields, type SiteField } from "../../site/site-fields.ts";
import { extract, type Extraction, type ExtractOptions, type FieldPlace, type ReadField } from "../extract.ts";
import type { Capture, PageRead } from "../in-page.ts";
import { judge, type Break, type Finding } from "../judge.ts";
import { capturePage } from "../page-tasks.ts";
import { fieldsOf, toCapturePlan, toReads, withoutWaiting } from "../plan.ts";
import { policiesOf } from "../privacy.ts";
import type { PageReading } from "../reading.ts";
import { findClaim } from "../claim.ts";
import { withStuck } from "../read-screen.ts";
import type { Verdict } from "../verdict.ts";
import type { Bundle, Counts, Judged, RecordedRow } from "./bundle.ts";

/** What a bundle comes to when it is read again. */
export interface Replay {
  verdict: Verdict;
  /** Undefined where there was no page to read again, and the verdict is the recorded one. */
  extraction: Extraction | undefined;
  observations: Observation[];
  counts: Counts;
  /** The pages that were read, with what their fields were taken from the record for. */
  readings: readonly PageReading[];
  recorded: RecordedRow[][];
  broke: Break | undefined;
  /** What is to be known of how it was read. */
  notes: string[];
}

interface ReplayRequest {
  bundle: Bundle;
  /** An edited site in the place of the bundle's own. */
  site?: Site | undefined;
  browser: WarmBrowser;
  signal: AbortSignal;
}

/** Reads the saved page again, with no network and no script of its own, and judges it with what was recorded. */
export async function replay(request: ReplayRequest): Promise<Replay> {
  const { bundle } = request;
  const { judged } = bundle.evidence;
  if (judged === undefined) return echo(bundle, "There was no page to read, so the verdict is the recorded one.");
  return request.site === undefined
    ? await replayList(request, judged)
    : await replayPage(request, judged, request.site);
}

/** The list as it was: its last page from the saved document, the pages before it from the record. */
async function replayList({ bundle, browser, signal }: ReplayRequest, judged: Judged): Promise<Replay> {
  const { target, saved, html, readings } = bundle;
  const { site } = target;
  const notes: string[] = [];
  let list = readings;
  let { broke } = judged;

  if (html === undefined || saved === undefined || judged.page === "other") {
    notes.push(
      html === undefined
        ? "There is no page.html, so all pages come from the record."
        : "The page had changed before it was saved, so all pages come from the record.",
    );
  } else {
    const fresh = await readSaved({ html, saved, site, of: site, judged }, { browser, signal });
    if (judged.page === "last") list = [...readings.slice(0, -1), fresh];
    else broke = rejudge(bundle, judged, fresh);
    const before = readings.length - (judged.page === "last" ? 1 : 0);
    if (before > 0) notes.push(`${before === 1 ? "1 page" : `${before} pages`} before it from the record.`);
  }
  const recorded = (place: FieldPlace): ReadField | undefined =>
    bundle.recorded[place.page]?.[place.row]?.[place.field];
  const masked = bundle.recorded.some((rows) => rows.some((row) => Object.keys(row).length > 0));
  if (masked) notes.push("Fields whose text is masked come from the record.");

  const { claimed } = bundle.evidence.counts;
  return conclude({ bundle, site, list, broke, claimed, recorded, judged, notes });
}

/** The page that ended the list, judged alone as it was then. */
function rejudge({ evidence, target }: Bundle, judged: Judged, fresh: PageReading): Break | undefined {
  const { broke } = judged;
  if (broke?.type !== "wall") return broke;
  const { site } = target;
  const extraction = extract([fresh], site, { now: new Date(judged.readAt) });
  const { claimed } = evidence.counts;
  const alone = toFinding({ site, list: [fresh], broke: undefined, claimed, judged, extraction, pages: 1 });
  const { name, sentence } = judge(alone);
  return { ...broke, name, sentence };
}

/** One page, read as an edited site wants it. */
async function replayPage({ bundle, browser, signal }: ReplayRequest, judged: Judged, site: Site): Promise<Replay> {
  const { saved, html, target, readings } = bundle;
  if (html === undefined || saved === undefined)
    return echo(bundle, "There is no page.html, and only that can be read with another selector file.");

  const notes: string[] = [];
  if (readings.length > 1 || judged.page !== "last")
    notes.push("Only page.html is read: with another selector file the earlier pages cannot be.");
  const fresh = await readSaved({ html, saved, site, of: target.site, judged }, { browser, signal });
  const rows = judged.page === "last" ? bundle.recorded.at(-1) : undefined;
  const masked = maskedFields(bundle);
  if (masked.size > 0) notes.push(describeMasked(site, bundle, masked));

  const recorded = ({ row, field }: FieldPlace): ReadField | undefined =>
    rows?.[row]?.[field] ??
    (masked.has(field)
      ? { outcome: { missing: notRecorded }, winner: undefined, isFault: false, found: true }
      : undefined);
  const claimed = findClaim(site, fresh, new Date(judged.readAt));
  return conclude({ bundle, site, list: [fresh], broke: undefined, claimed, recorded, judged, notes });
}

const notRecorded = "masked in the bundle, which has no such row";

function maskedFields({ recorded, target }: Bundle): Set<SiteField> {
  const named = Object.keys(policiesOf(target.site)) as SiteField[];
  return new Set([...named, ...recorded.flat().flatMap((row) => Object.keys(row) as SiteField[])]);
}

function describeMasked(site: Site, { target }: Bundle, masked: ReadonlySet<SiteField>): string {
  const fresh = siteFields.filter((name) => site.fields[name] && !target.site.fields[name] && !masked.has(name));
  const known = siteFields.filter((name) => masked.has(name) && site.fields[name]);
  return [
    `${known.join(", ")} come from the record, row by row: their text is masked here.`,
    fresh.length > 0 ? `${fresh.join(", ")} were not read before and give masked text.` : "",
  ]
    .filter((text) => text !== "")
    .join(" ");
}

interface Conclusion {
  bundle: Bundle;
  site: Site;
  list: readonly PageReading[];
  broke: Break | undefined;
  claimed: Finding["claimed"];
  recorded: ExtractOptions["recorded"] & {};
  judged: Judged;
  notes: string[];
}

function conclude({ bundle, site, list, broke, claimed, recorded, judged, notes }: Conclusion): Replay {
  const { userIdPrefix } = bundle.target;
  const taken: RecordedRow[][] = list.map(() => []);
  const take = (place: FieldPlace): ReadField | undefined => {
    const rows = taken[place.page]!;
    const read = recorded(place);
    rows[place.row] = { ...rows[place.row], ...(read ? { [place.field]: read } : {}) };
    return read;
  };
  const extraction = extract(list, site, { now: new Date(judged.readAt), userIdPrefix, recorded: take });
  const pages = site === bundle.target.site ? bundle.evidence.counts.pages : list.length;
  const finding = toFinding({ site, list, broke, claimed, judged, extraction, pages });
  return {
    verdict: withStuck(judge(finding), finding, site === bundle.target.site ? judged.stuck : undefined),
    extraction,
    observations: extraction.observations,
    counts: toCounts(finding),
    readings: list,
    recorded: taken,
    broke,
    notes,
  };
}

type FindingParts = Pick<Conclusion, "site" | "list" | "broke" | "claimed" | "judged"> & {
  extraction: Extraction;
  pages: number;
};

function toFinding({ site, list, broke, claimed, judged, extraction, pages }: FindingParts): Finding {
  const { asked, status, retryAfter, left } = judged;
  return { site, asked, status, retryAfter, capture: list.at(-1)!.capture, pages, extraction, claimed, broke, left };
}

export function toCounts({ extraction, claimed, pages }: Finding): Counts {
  const { rows, observations, withoutId, repeated, incomplete } = extraction;
  return {
    pages,
    rows,
    users: observations.length,
    withoutId: withoutId.count,
    repeated: repeated.length,
    incomplete: incomplete.count,
    claimed,
  };
}

function echo({ evidence }: Bundle, note: string): Replay {
  const { verdict: name, sentence, warnings, counts } = evidence;
  const verdict = { name, sentence, warnings, evidence: evidence.evidence };
  const nothing = { extraction: undefined, observations: [], readings: [], recorded: [], broke: undefined };
  return { verdict, counts, ...nothing, notes: [note] };
}

interface SavedRequest {
  html: string;
  /** What the page held when it was saved. */
  saved: PageReading;
  site: Site;
  /** The site that `saved` was read for. */
  of: Site;
  judged: Judged;
}

const deadlineMs = 30_000;

/** The saved document in Chromium; what is not in a document comes from the record. */
async function readSaved(
  { html, saved, site, of, judged }: SavedRequest,
  { browser, signal }: { browser: WarmBrowser; signal: AbortSignal },
): Promise<PageReading> {
  const url = /^https?:/.test(saved.capture.url) ? saved.capture.url : judged.asked;
  const plan = withoutWaiting(toCapturePlan(site));
  const options = { signal, deadlineMs, block: false, locale: site.locale, timeZone: site.timeZone };
  const fresh = await browser.withTab(
    async (tab) => {
      await tab.goto(url);
      await untilLoaded(tab);
      return await capturePage(tab, plan);
    },
    { ...options, serve: { url, html } },
  );
  return { capture: fromRecord(fresh, saved.capture, site, of), documents: saved.documents };
}

/** Frames in a saved page are documents of their own that come a moment later. No timers run where no script does. */
async function untilLoaded(tab: Tab): Promise<void> {
  while (!(await tab.evaluate(() => document.readyState === "complete", undefined))) await delay(10);
}

/** What a saved document cannot say: storage, cookies, its own title and address, and whether it was still arriving. */
function fromRecord(fresh: Capture, saved: Capture, site: Site, of: Site): Capture {
  const before = new Map(toReads(of).pageReads.map((read, index) => [nameOf(read), saved.page[index] ?? null]));
  const page = toReads(site).pageReads.map((read, index) =>
    isBeside(read) ? (before.get(nameOf(read)) ?? null) : fresh.page[index]!,
  );
  return { ...fresh, url: saved.url, loaded: saved.loaded, page };
}

function isBeside({ type }: PageRead): boolean {
  return type === "localStorage" || type === "sessionStorage" || type === "cookie" || type === "page";
}

function nameOf(read: PageRead): string {
  return JSON.stringify(read);
}

/** Where a replay and its bundle are not the same, one line each; empty: same verdict, counts and winners. */
export function compareReplay({ evidence }: Bundle, replayed: Replay, site: Site): string[] {
  const { verdict, counts, extraction, broke } = replayed;
  const differences: string[] = [];
  const compare = (what: string, was: unknown, is: unknown): void => {
    const [before, now] = [JSON.stringify(was) ?? "none", JSON.stringify(is) ?? "none"];
    if (before !== now) differences.push(`${what}: ${before} in the bundle, ${now} now`);
  };
  compare("verdict", evidence.verdict, verdict.name);
  for (const name of Object.keys(counts) as (keyof Counts)[]) compare(name, evidence.counts[name], counts[name]);
  if (extraction) {
    compare("end of the list", wallOf(evidence.judged?.broke), wallOf(broke));
    for (const [name] of fieldsOf(site)) {
      const [before, now] = [evidence.coverage[name], extraction.coverage[name]];
      compare(`${name} seen`, before?.seen, now?.seen);
      compare(`${name} found`, before?.found, now?.found);
      compare(`${name} winners`, before?.winners, now?.winners);
    }
  }
  return differences;
}

function wallOf(broke: Break | undefined): string | undefined {
  return broke?.type === "wall" ? broke.name : broke?.type;
}
