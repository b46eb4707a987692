import type { Tab } from "../browser/tab.ts";
import type { Selector } from "../site/selector.ts";
import type { Site } from "../site/schema.ts";
import type { Source } from "../site/source.ts";
import type { Capture, CapturePlan, ElementRead, Raw } from "./in-page.ts";
import { capturePage } from "./page-tasks.ts";
import { toCapturePlan } from "./plan.ts";
import type { PageReading } from "./reading.ts";
import { relax, type Relaxed } from "./relax.ts";

/** What is there in place of what was asked for. */
export type NearMiss =
  /** A looser selector that matches, and what stands in its first match. */
  | { type: "selector"; selector: string; matches: number; text: string | undefined }
  /** The keys that the JSON has at the last place of the path that is there. */
  | { type: "keys"; keys: string[] };

export interface NearMissRequest {
  site: Site;
  reading: PageReading;
  /** Which of the reading's rows. */
  row: number;
  /** Those that matched nothing there. */
  sources: readonly Source[];
}

/**
 * Looks in the row for what nearly fits each source, by the reading code itself: the looser selectors are more of the
 * plan's reads, in one more evaluation. Undefined where the page no longer shows the row.
 */
export async function searchNearMisses(
  tab: Tab,
  { site, reading, row, sources }: NearMissRequest,
): Promise<Map<Source, NearMiss> | undefined> {
  const asks = sources.map((source) => toAsk(source));
  const plan = toCapturePlan(site);
  const reads = asks.flatMap((ask) => readsOf(ask));
  const wider: CapturePlan = { ...plan, rowReads: [...plan.rowReads, ...reads], inspect: true };
  const capture = await captureAgain(tab, wider, reading);
  if (capture === undefined) return undefined;

  const misses = new Map<Source, NearMiss>();
  let from = plan.rowReads.length;
  for (const [index, ask] of asks.entries()) {
    const count = readsOf(ask).length;
    const cells = capture.rows[site.rows ? row : 0]!.slice(from, from + count);
    const matches = capture.inspection!.counts[site.rows ? row : 0]!.slice(from, from + count);
    from += count;
    const miss = pick(ask, { cells, matches });
    if (miss) misses.set(sources[index]!, miss);
  }
  return misses;
}

/** What nearly fits the selectors of the rows, anywhere in the document. */
export async function searchRows(tab: Tab, site: Site): Promise<Map<Selector, NearMiss>> {
  const asks = (site.rows ?? []).map((selector) => ({ selector, ask: toRowAsk(selector) }));
  const plan = toCapturePlan(site);
  const capture = await capturePage(tab, {
    ...plan,
    rows: undefined,
    ready: { ...plan.ready, rows: 0, timeoutMs: 0 },
    rowReads: asks.flatMap(({ ask }) => readsOf(ask)),
    identity: [],
    inspect: true,
  });

  const misses = new Map<Selector, NearMiss>();
  let from = 0;
  for (const { selector, ask } of asks) {
    const count = readsOf(ask).length;
    const cells = capture.rows[0]!.slice(from, from + count);
    const matches = capture.inspection!.counts[0]!.slice(from, from + count);
    from += count;
    const miss = pick(ask, { cells, matches });
    if (miss) misses.set(selector, miss);
  }
  return misses;
}

/** One looser way to read, and what gives its element's whole name. */
interface Try {
  read: ElementRead;
  naming: { read: ElementRead; toText: (value: string) => string } | undefined;
  text: string;
}

interface Ask {
  /** What is read of the scope alone, where that may be what is missing. */
  scope: ElementRead | undefined;
  /** For a scope that is there, and for one that is not. */
  inScope: Try[];
  ofScope: Try[];
}

function toAsk(source: Source): Ask {
  if (source.type === "embedded") return toElementAsk({ ...wholePage, selector: source.selector });
  if (source.type === "element") {
    const isCounted = source.read.type === "exists" || source.read.type === "count";
    return toElementAsk({ ...source, ...(isCounted ? { read: { type: "text" } } : {}), cardinality: undefined });
  }
  return { scope: undefined, inScope: [], ofScope: [] };
}

const wholePage: ElementRead = {
  type: "element",
  scope: { type: "page" },
  selector: undefined,
  read: { type: "text" },
  cardinality: undefined,
};

function toRowAsk(selector: Selector): Ask {
  return toElementAsk({ ...wholePage, selector });
}

function toElementAsk(read: ElementRead): Ask {
  const { scope, selector } = read;
  const asText: ElementRead = { ...read, selector: undefined, read: { type: "text" } };
  const isApart = scope.type === "column" || scope.type === "sibling" || scope.type === "before";
  return {
    scope: isApart ? asText : undefined,
    inScope:
      selector === undefined ? [] : relax(selector).map((one) => toTry(one, (selector) => ({ ...read, selector }))),
    ofScope:
      scope.type === "sibling" || scope.type === "before"
        ? relax(scope.selector).map((one) => toTry(one, (selector) => ({ ...asText, scope: { ...scope, selector } })))
        : [],
  };
}

function toTry({ selector, text, alike }: Relaxed, toRead: (selector: Selector) => ElementRead): Try {
  const read = toRead(selector);
  const naming = alike && {
    read: { ...toRead(alike.holder), read: { type: "attribute", name: alike.attribute } } satisfies ElementRead,
    toText: alike.toText,
  };
  return { read, naming, text };
}

function readsOf({ scope, inScope, ofScope }: Ask): ElementRead[] {
  const tries = [...inScope, ...ofScope].flatMap(({ read, naming }) => (naming ? [read, naming.read] : [read]));
  return scope ? [scope, ...tries] : tries;
}

/** The first looser way that matches; a cell for each of the ask's reads, in their order. */
function pick(
  { scope, inScope, ofScope }: Ask,
  { cells, matches }: { cells: readonly Raw[]; matches: readonly number[] },
): NearMiss | undefined {
  let at = scope ? 1 : 0;
  const isScopeThere = scope === undefined || (cells[0] !== null && typeof cells[0] !== "object");

  const tries = [
    ...inScope.map((one) => ({ ...one, counts: isScopeThere })),
    ...ofScope.map((one) => ({ ...one, counts: !isScopeThere })),
  ];
  for (const { naming, text, counts } of tries) {
    const [cell, name] = [cells[at], cells[at + 1]];
    const found = matches[at]!;
    at += naming ? 2 : 1;
    if (!counts || found === 0 || cell === null) continue;
    const isNamed = naming !== undefined && typeof name === "string";
    return {
      type: "selector",
      selector: isNamed ? naming.toText(name) : text,
      matches: found,
      text: typeof cell === "string" ? cell.replaceAll(/\s+/g, " ").trim().slice(0, 200) : undefined,
    };
  }
  return undefined;
}

/** The same rows as before, on the page at hand or where it was; undefined where they are gone. */
async function captureAgain(
  tab: Tab,
  plan: CapturePlan,
  { capture: before }: PageReading,
): Promise<Capture | undefined> {
  const isSame = ({ signature, rows }: Capture): boolean =>
    signature === before.signature && rows.length === before.rows.length;
  const now = await capturePage(tab, { ...plan, ready: { ...plan.ready, timeoutMs: 0 } });
  if (isSame(now)) return now;
  if (tab.document.url === before.url) return undefined;
  await tab.goto(before.url);
  const again = await capturePage(tab, plan);
  return isSame(again) ? again : undefined;
}
