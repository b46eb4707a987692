import type { Selector } from "../../site/selector.ts";
import type { Capture, CapturePlan, ElementRead, Inspection, Raw, WallName } from "../in-page.ts";
import type { Dom } from "./dom.ts";
import type { Finder } from "./find.ts";
import type { Reader } from "./read.ts";
import type { Text } from "./text.ts";
import type { waitUntil } from "./wait.ts";

interface CaptureTools {
  dom: Dom;
  text: Text;
  finder: Finder;
  /** A reader that remembers nothing of an earlier look. */
  openReader: (rows: readonly Element[]) => Reader;
  wait: typeof waitUntil;
}

/** Waits until the page is ready, or the time is over, and reads all that the plan asks for. */
export async function capture(
  { dom, text, finder, openReader, wait }: CaptureTools,
  plan: CapturePlan,
): Promise<Capture> {
  const { query, queryElement, queryAll, closest, getAttribute, textContent } = dom;
  const { isThere, isShown } = finder;
  const { ready } = plan;
  const skeletonMarks =
    '[aria-busy="true"], [class*="skeleton" i], [class*="shimmer" i], [class*="placeholder-glow" i]';
  const busyMarks = `[role=progressbar], [class*="spinner" i], [class*="loading" i], [class*="loader" i], ${skeletonMarks}`;
  const readyState = dom.getter<string>(Document.prototype, "readyState");

  // ── The rows ──

  const findRows = (): Pick<Capture, "rowMatches" | "rowsWinner"> & { elements: Element[] } => {
    if (plan.rows === undefined) return { elements: [dom.root], rowsWinner: undefined, rowMatches: [] };
    const rowMatches: number[] = [];
    for (const [rowsWinner, selector] of plan.rows.entries()) {
      const elements = finder.elements(selector);
      rowMatches.push(elements.length);
      if (elements.length > 0) return { elements, rowsWinner, rowMatches };
    }
    return { elements: [], rowsWinner: undefined, rowMatches };
  };

  /** Which of `rowReads` show text: a row without any of it is mute. */
  const textReads = [...plan.rowReads.keys()].filter((at) => plan.rowReads[at]!.read.type === "text");
  const isBlank = (raw: Raw | undefined): boolean => typeof raw !== "string" || raw.trim() === "";
  const isNameless = (cells: readonly Raw[]): boolean =>
    plan.identity.length > 0 && plan.identity.every((at) => isBlank(cells[at]));
  const isNamed = (cells: readonly Raw[]): boolean => plan.identity.some((at) => !isBlank(cells[at]));
  const isMute = (cells: readonly Raw[]): boolean =>
    textReads.length > 0 && textReads.every((at) => isBlank(cells[at]));

  /** Whether a row only holds the place of one to come. */
  const isPlaceholder = (row: Element, cells: readonly Raw[]): boolean => {
    if (plan.rows === undefined) return false;
    if (ready.skeleton !== undefined && isOrHas(row, ready.skeleton)) return true;
    const mute = isMute(cells);
    if (!mute && !isNameless(cells)) return false;
    if (dom.matches(row, skeletonMarks) || queryElement(row, skeletonMarks) !== null) return true;
    // Who is named stands there, be it by a picture alone.
    return mute && !isNamed(cells) && text.tidy(textContent(row)) === "";
  };
  const isOrHas = (row: Element, selector: Selector): boolean => {
    const css = finder.plainCss(selector);
    return (css !== undefined && dom.matches(row, css)) || finder.findFirst(selector, row) !== null;
  };

  /** What tells these rows from others. */
  const signatureOf = (rows: readonly (readonly Raw[])[]): string =>
    JSON.stringify(rows.map((cells) => plan.identity.map((at) => cells[at])));

  // ── Waiting ──

  const rowReader = (elements: readonly Element[]): ((row: Element) => Raw[]) => {
    const { compile } = openReader(elements);
    const reads = plan.rowReads.map(compile);
    return (row) => reads.map((read) => read(row));
  };

  /** What the plan waits for and is not there yet, in words. */
  const findMissing = (elements: readonly Element[], readRow: (row: Element) => Raw[]): string[] => {
    const [firstRow] = elements;
    const { selector, gone } = ready;
    return [
      hasEnough(elements, readRow) ? "" : "enough rows",
      firstRow && closest(firstRow, '[aria-busy="true"]') ? "the end of aria-busy" : "",
      selector && !isThere(selector) ? "the element of ready.selector" : "",
      gone && isShown(gone) ? "the end of ready.gone" : "",
    ].filter((what) => what !== "");
  };
  const hasEnough = (elements: readonly Element[], readRow: (row: Element) => Raw[]): boolean => {
    // Even where none need be there, those that are must not all be placeholders.
    let wanted = plan.rows === undefined || elements.length === 0 ? ready.rows : Math.max(1, ready.rows);
    for (const row of elements) {
      if (wanted === 0) return true;
      const cells = readRow(row);
      // A screen of one user is there as soon as it says who.
      const isReal = plan.rows === undefined ? !isNameless(cells) : !isPlaceholder(row, cells);
      if (isReal) wanted -= 1;
    }
    return wanted === 0;
  };
  // A marker that waits in the page, hidden, for its day proves nothing.
  const findWalls = (): WallName[] =>
    (Object.keys(plan.walls) as WallName[]).filter((name) => plan.walls[name].some(isShown));
  const isEmpty = (): boolean => plan.empty !== undefined && isShown(plan.empty);
  const asksPassword = (): boolean => [...queryAll(document, "input[type=password]")].some(finder.isSeen);

  /** An app may show its empty list or its login for a moment, before it has looked for rows or the session. */
  const settledMs = Math.max(500, ready.stableMs);
  let isFirst = true;
  let last = { state: "", since: 0 };
  const isReady = (): boolean => {
    const wasFirst = isFirst;
    isFirst = false;
    const { elements } = findRows();
    const readRow = rowReader(elements);
    const missing = findMissing(elements, readRow);
    const hasNoRows = elements.length === 0 || plan.rows === undefined;
    const isOver = findWalls().length > 0 || (hasNoRows && (isEmpty() || (missing.length > 0 && asksPassword())));

    const state = `${elements.length} ${isOver} ${missing.join()}`;
    if (state !== last.state) last = { state, since: performance.now() };
    const quietMs = performance.now() - last.since;

    if (isOver) return quietMs >= settledMs && readyState(document) === "complete";
    if (missing.length > 0) return false;
    if (plan.unlike !== undefined && signatureOf(elements.map(readRow)) === plan.unlike) return false;
    // Rows that came with the document are all there; what a script brings may come bit by bit.
    return wasFirst || quietMs >= ready.stableMs;
  };

  // ── Reading ──

  const read = (): Capture => {
    const { elements, rowsWinner, rowMatches } = findRows();
    const { compile, compileCount, readPage, factOf, findAbsentColumns } = openReader(elements);
    const reads = plan.rowReads.map(compile);
    const lines = elements.map((row) => ({ row, cells: reads.map((readCell) => readCell(row)) }));
    const real = lines.filter(({ row, cells }) => !isPlaceholder(row, cells));
    const rows = real.map(({ cells }) => cells);
    const signature = signatureOf(rows);
    const emptyMarker = isEmpty();

    const inspect = (): Inspection => {
      const counts = plan.rowReads.map(compileCount);
      return {
        counts: real.map(({ row }) => counts.map((count) => count(row))),
        inDocument: plan.rowReads.map(({ selector }) => (selector ? finder.find(selector, document).length : 0)),
        onPage: plan.pageReads.map((one) =>
          one.type === "element" ? compileCount(one)(dom.root) : Number(readPage(one) !== null),
        ),
        duplicateIds: findDuplicateIds(),
      };
    };
    return {
      url: factOf("url"),
      title: factOf("title"),
      missed: emptyMarker ? [] : findMissing(elements, (row) => reads.map((readCell) => readCell(row))),
      changed: plan.unlike === undefined || signature !== plan.unlike,
      loaded: readyState(document) === "complete",
      emptyMarker,
      walls: findWalls(),
      passwordField: asksPassword(),
      rowMatches,
      rowsWinner,
      placeholders: elements.length - real.length,
      rows,
      page: plan.pageReads.map(readPage),
      claim: plan.claim === undefined ? null : readPage(asText(plan.claim)),
      ariaRowCount: plan.rows === undefined ? undefined : countAriaRows(elements),
      columns: findAbsentColumns(),
      signature,
      excerpt: real.length > 0 ? "" : text.tidy(text.textOf(query(document, "body") ?? dom.root)).slice(0, 400),
      busy: real.length > 0 ? undefined : findBusy(),
      foreignFrame: real.length > 0 ? undefined : findForeignFrame(),
      inspection: plan.inspect ? inspect() : undefined,
    };
  };

  const asText = (selector: Selector): ElementRead => ({
    type: "element",
    scope: { type: "page" },
    selector,
    read: { type: "text" },
    cardinality: undefined,
  });

  const findBusy = (): string | undefined => {
    const mark = [...queryAll(document, busyMarks)].find(finder.isSeen);
    return mark && dom.describe(mark);
  };

  const baseAddress = dom.getter<string>(Node.prototype, "baseURI");
  const findForeignFrame = (): string | undefined => {
    for (const frame of queryAll(document, "iframe[src]")) {
      const { width, height } = dom.boxOf(frame);
      // Those that count visitors are a dot.
      if (width < 50 || height < 50 || !finder.isSeen(frame)) continue;
      const { origin, protocol } = URL.parse(getAttribute(frame, "src")!, baseAddress(document)) ?? {};
      if (protocol?.startsWith("http") && origin !== location.origin) return origin;
    }
    return undefined;
  };

  /** What the table around the rows says of its length; its header rows count among them there. */
  const countAriaRows = ([row]: readonly Element[]): number | undefined => {
    const table = row ? closest(row, "[aria-rowcount]") : null;
    const count = table === null ? Number.NaN : Number(getAttribute(table, "aria-rowcount"));
    if (table === null || !(count >= 0)) return undefined;
    const heads = [...queryAll(table, "tr, [role=row]")].filter(
      (line) => queryElement(line, "[role=columnheader], th[scope=col]") || closest(line, "thead"),
    );
    return Math.max(0, count - heads.length);
  };

  const findDuplicateIds = (): string[] => {
    const seen = new Set<string>();
    const ids = [...queryAll(document, "[id]")].map((element) => getAttribute(element, "id")!);
    return [...new Set(ids.filter((id) => seen.size === seen.add(id).size))].slice(0, 20);
  };

  await wait(isReady, ready.timeoutMs);
  return read();
}
