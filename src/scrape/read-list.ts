import type { PageDocument } from "../browser/main-document.ts";
import type { Tab } from "../browser/tab.ts";
import type { Pages } from "../site/pages.ts";
import type { Selector } from "../site/selector.ts";
import type { Site } from "../site/schema.ts";
import { judgeFault } from "./fault-verdict.ts";
import type { CapturePlan, Spot } from "./in-page.ts";
import type { Break } from "./judge.ts";
import { isBare, signatureOf, type Looker } from "./look.ts";
import { isUnseen, locate, locateAll, scroll } from "./page-tasks.ts";
import { withoutWaiting } from "./plan.ts";
import type { PageReading } from "./reading.ts";

/** What became of a list: the readings of its pages, and why it was left before its end. */
export interface ListReading {
  /** Of the first page. */
  document: PageDocument;
  readings: PageReading[];
  broke: Break | undefined;
  /** Pages, clicks or scrolls that showed other rows. */
  pages: number;
}

export interface ListRequest {
  tab: Tab;
  site: Site;
  plan: CapturePlan;
  looker: Looker;
  /** What stands in the way of page `page`; undefined where it only shows no rows. */
  findWall: (reading: PageReading, page: number) => Break | undefined;
  /** Told of the list as soon as it has a page; it grows from then on. */
  onStart: (list: ListReading) => void;
  /** Whether all that the app claims to have was read. */
  isComplete: (readings: readonly PageReading[]) => boolean;
}

/** Reads the page at hand and, where the site says how, the rest of its list. */
export async function readList(request: ListRequest): Promise<ListReading> {
  const { tab, site, plan, looker } = request;
  const first = await looker.look(plan);
  const list: ListReading = { document: tab.document, readings: [first], broke: undefined, pages: 1 };
  if (site.pages === undefined || isBare(first, site)) return list;
  request.onStart(list);

  list.broke = await walkers[site.pages.type](list, request, site.pages as never);
  return list;
}

/** Adds the rest of the list; gives the reason for which it was left before its end. */
type Walk<Kind extends Pages["type"]> = (
  list: ListReading,
  request: ListRequest,
  pages: Extract<Pages, { type: Kind }>,
) => Promise<Break | undefined>;

const walkers: { [Kind in Pages["type"]]: Walk<Kind> } = {
  next: (list, request, { next, limit }) => walkPages(list, request, limit, () => followNext(request.tab, next)),
  numbered: (list, request, { numbered, limit }) =>
    walkPages(list, request, limit, (page) => followNumber(request.tab, numbered, page)),
  url: (list, request, pages) => walkPages(list, request, pages.limit, (page) => openPage(request.tab, pages, page)),
  more: (list, request, { more, limit }) => grow(list, request, limit, () => pressMore(request.tab, more)),
  scroll: (list, request, { scroll: box, limit }) =>
    grow(list, { ...request, plan: withPatience(request.plan) }, limit, () => scrollOn(request.tab, box)),
  virtual: walkVirtual,
};

/**
 * Which way was gone: to a document of its own, to other rows in the document at hand, or to rows that come only if
 * there are any. Or there is no way, or one that cannot be gone.
 */
type Advance = "opened" | "changed" | "tried" | "end" | "stuck" | { coveredBy: string };

// ── Pages, each with rows of its own ──

async function walkPages(
  list: ListReading,
  { tab, site, plan, looker, findWall, isComplete }: ListRequest,
  limit: number,
  advance: (page: number) => Promise<Advance>,
): Promise<Break | undefined> {
  const seen = [signatureOf(list.readings[0]!, site)];

  for (let page = 2; !isComplete(list.readings); page += 1) {
    const way = await advance(page).catch((error: unknown) => toWall(error, page));
    if (way === "end") return undefined;
    const halt = toHalt(way, page);
    if (halt) return halt;

    const isRefused = (tab.document.status ?? 200) >= 400;
    const reading = await looker.look(
      isRefused ? withoutWaiting(plan) : plan,
      way === "opened" ? undefined : list.readings.at(-1),
    );
    const isMissing = isBare(reading, site) || tab.document.status === 404;
    if (isMissing) return isBeyondEnd(reading, tab, site) ? undefined : (findWall(reading, page) ?? toEnd(site, page));
    if (!reading.capture.changed) return toHalt("stuck", page);

    const signature = signatureOf(reading, site);
    // A last page whose link leads to itself has come to its end.
    if (signature === seen.at(-1)) return undefined;
    const like = seen.indexOf(signature) + 1;
    if (like > 0) return { type: "loop", page, like };
    if (page > limit) return { type: "limit", limit };

    seen.push(signature);
    list.readings.push(reading);
    list.pages += 1;
  }
  return undefined;
}

/** Why a way that was found cannot be gone. */
function toHalt(way: Advance | Break, page: number): Break | undefined {
  if (way === "stuck") return { type: "stuck", page, coveredBy: undefined };
  if (typeof way === "string") return undefined;
  return "type" in way ? way : { type: "stuck", page, ...way };
}

/** What earlier pages gave is not lost with a page that cannot be reached. */
function toWall(error: unknown, page: number): Break {
  const fault = judgeFault(error);
  if (fault?.name !== "unreachable" && fault?.name !== "login-wall") throw error;
  return { type: "wall", page, ...fault };
}

/** A numbered address beyond the last page answers 404, or shows what proves an empty list. */
function isBeyondEnd({ capture }: PageReading, tab: Tab, { pages }: Site): boolean {
  return capture.emptyMarker || (pages!.type === "url" && tab.document.status === 404);
}

/** A page without rows and without anything in the way ends a list of numbered addresses; a link led to it for nothing. */
function toEnd({ pages }: Site, page: number): Break | undefined {
  return pages!.type === "url" ? undefined : toHalt("stuck", page);
}

async function followNext(tab: Tab, next: Selector): Promise<Advance> {
  const spot = await locate(tab, next, 0);
  if (spot?.href === tab.document.url) return "end";
  return await follow(tab, spot);
}

async function followNumber(tab: Tab, links: Selector, page: number): Promise<Advance> {
  const number = String(page);
  const link = (await locateAll(tab, links)).find(({ text }) => text === number);
  if (!link) return "end";
  if (isAnotherPage(link.href, tab.document.url)) return await open(tab, link.href);
  const spot = await locate(tab, withText(links, number), 0);
  return spot?.text === number ? await follow(tab, spot) : "stuck";
}

function withText(selector: Selector, text: string): Selector {
  return selector.type === "css" ? { ...selector, hasText: text } : selector;
}

async function openPage(tab: Tab, pages: Extract<Pages, { type: "url" }>, page: number): Promise<Advance> {
  const number = String(pages.from + page - 1);
  const offset = String((page - 1) * pages.size);
  const address = pages.url.replaceAll("{page}", number).replaceAll("{offset}", offset);
  return await open(tab, new URL(address, tab.document.url).href);
}

async function follow(tab: Tab, spot: Spot | null): Promise<Advance> {
  if (spot !== null && !spot.disabled && isAnotherPage(spot.href, tab.document.url)) return await open(tab, spot.href);
  return await press(tab, spot);
}

/** An address is opened rather than clicked: nothing can lie over it, and no script of the link runs. */
function isAnotherPage(href: string | undefined, here: string): href is string {
  const [link, page] = [URL.parse(href ?? ""), URL.parse(here)];
  if (link === null || page === null || !/^https?:$/.test(link.protocol)) return false;
  link.hash = page.hash = "";
  return link.href !== page.href;
}

async function open(tab: Tab, address: string): Promise<Advance> {
  await tab.goto(address);
  return "opened";
}

/** A button that is not there for anybody, or disabled, is how a list says that it is over. */
async function press(tab: Tab, spot: Spot | null): Promise<Advance> {
  if (spot === null || spot.disabled || isUnseen(spot)) return "end";
  if (spot.coveredBy !== undefined) return { coveredBy: spot.coveredBy };
  return (await tab.afterNavigation(() => tab.click(spot))) ? "opened" : "changed";
}

// ── One page that holds more rows with every step ──

async function grow(
  list: ListReading,
  { site, plan, looker, isComplete }: ListRequest,
  limit: number,
  advance: () => Promise<Advance>,
): Promise<Break | undefined> {
  for (let page = 2; !isComplete(list.readings); page += 1) {
    const way = await advance();
    if (way === "end") return undefined;
    const halt = toHalt(way, page);
    if (halt) return halt;

    const reading = await looker.look(plan, list.readings.at(-1));
    // A button that is there and brings nothing is a list that did not go on.
    if (!reading.capture.changed) return way === "tried" ? undefined : toHalt("stuck", page);
    if (page > limit) return { type: "limit", limit };
    keep(list, reading, site);
  }
  return undefined;
}

async function pressMore(tab: Tab, more: Selector): Promise<Advance> {
  return await press(tab, await locate(tab, more, 0));
}

async function scrollOn(tab: Tab, box: Selector | "page"): Promise<Advance> {
  return (await scroll(tab, box, "end")) === null ? "stuck" : "tried";
}

/** A list that grows on scrolling tells its end by nothing: half of `ready.timeout` without a new row is one. */
function withPatience(plan: CapturePlan): CapturePlan {
  return { ...plan, ready: { ...plan.ready, timeoutMs: plan.ready.timeoutMs / 2 } };
}

// ── Rows that are replaced while their box scrolls, read bit by bit ──

/** A box that redraws its rows does so within a few frames. */
const redrawMs = 400;

async function walkVirtual(
  list: ListReading,
  { tab, site, plan, looker, isComplete }: ListRequest,
  { virtual, limit }: Extract<Pages, { type: "virtual" }>,
): Promise<Break | undefined> {
  const quick = { ...plan, ready: { ...plan.ready, stableMs: 0, timeoutMs: redrawMs } };
  const start = await scroll(tab, virtual, "start");
  if (start !== null && start.moved > 0) keep(list, await looker.look(quick, list.readings.at(-1)), site);

  let stops = 0;
  for (let page = 2; !isComplete(list.readings); page += 1) {
    const state = await scroll(tab, virtual, "next");
    if (state === null) return toHalt("stuck", page);
    const drawn = await looker.look(quick, list.readings.at(-1));
    const reading = drawn.capture.placeholders > 0 ? await awaitFilled(looker, plan, drawn) : drawn;
    if (page > limit && drawn.capture.changed) return { type: "limit", limit };
    if (drawn.capture.changed) keep(list, reading, site);
    if (reading.capture.placeholders > 0) return toHalt("stuck", page);
    // Rows that were still on their way at the last look may lengthen the box: it ends when it ends twice.
    stops = state.room <= 1 && !drawn.capture.changed ? stops + 1 : 0;
    if (stops === 2) return undefined;
  }
  return undefined;
}

/** Rows that a scroll brought to light may be fetched only then: scrolled past, they would never be read. */
async function awaitFilled(looker: Looker, plan: CapturePlan, { capture }: PageReading): Promise<PageReading> {
  const rows = capture.rows.length + capture.placeholders;
  return await looker.look({ ...plan, ready: { ...plan.ready, rows } });
}

/** A page that holds all it held before takes the place of the former reading; one whose rows were replaced stands beside it. */
function keep(list: ListReading, reading: PageReading, site: Site): void {
  const last = signatureOf(list.readings.at(-1)!, site);
  const isGrown = last !== "[]" && signatureOf(reading, site).startsWith(last.slice(0, -1));
  if (isGrown) list.readings[list.readings.length - 1] = reading;
  else list.readings.push(reading);
  list.pages += 1;
}
