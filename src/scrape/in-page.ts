import type { Cardinality, Read, Scope } from "../site/source.ts";
import type { Selector } from "../site/selector.ts";
import { act } from "./in-page/act.ts";
import { capture } from "./in-page/capture.ts";
import { createDom } from "./in-page/dom.ts";
import { createFinder } from "./in-page/find.ts";
import { createReader } from "./in-page/read.ts";
import { createTables } from "./in-page/table.ts";
import { createText } from "./in-page/text.ts";
import { waitUntil } from "./in-page/wait.ts";

/**
 * What can be asked of a page, and what it answers. The functions of `in-page/` are sent to it as one text, into an
 * isolated world: each uses nothing but what it is given, and all that is read is text; typing happens in `extract.ts`,
 * where a test needs no browser.
 */

export interface ElementRead {
  type: "element";
  scope: Scope;
  selector: Selector | undefined;
  read: Read;
  cardinality: Cardinality | undefined;
}

export type PageRead =
  | ElementRead
  | { type: "localStorage" | "sessionStorage"; key: string }
  | { type: "cookie" | "meta"; name: string }
  | { type: "page"; fact: "url" | "title" | "visibility" }
  | { type: "embedded"; selector: Selector };

export interface ReadyPlan {
  rows: number;
  stableMs: number;
  selector: Selector | undefined;
  gone: Selector | undefined;
  skeleton: Selector | undefined;
  timeoutMs: number;
}

/** What to wait for and what to read. */
export interface CapturePlan {
  /** One element a row, by the first selector that matches; undefined: the document is the only row. */
  rows: readonly Selector[] | undefined;
  empty: Selector | undefined;
  ready: ReadyPlan;
  claim: Selector | undefined;
  walls: Record<WallName, readonly Selector[]>;
  rowReads: readonly ElementRead[];
  pageReads: readonly PageRead[];
  /** Which of `rowReads` tell one row from another. */
  identity: readonly number[];
  /** The `signature` of rows that were read already: wait until others stand there. */
  unlike: string | undefined;
  /** Whether every selector's matches are counted too, for people who want to know why. */
  inspect: boolean;
}

export type WallName = "login" | "blocked" | "error";

/** Raw text; `null` where nothing matched, `false` where the element is there and the attribute is not, or a fault. */
export type Raw = string | null | false | { fault: string };

/** What the page held. */
export interface Capture {
  url: string;
  title: string;
  /** What was waited for and never came, in words; empty: all came. */
  missed: string[];
  /** Whether rows other than those of `unlike` came. */
  changed: boolean;
  /** Whether the document had finished loading. */
  loaded: boolean;
  /** Whether the marker of an empty list is there to be seen. */
  emptyMarker: boolean;
  /** Which of the site's walls are there to be seen. */
  walls: WallName[];
  /** Whether the page asks for a password, for all to see. */
  passwordField: boolean;
  /** How many elements each of `plan.rows` matched, and which one won. */
  rowMatches: number[];
  rowsWinner: number | undefined;
  /** Rows that are placeholders for rows to come; they are not among `rows`. */
  placeholders: number;
  /** One entry a row, in the order of `rowReads`. */
  rows: Raw[][];
  /** In the order of `pageReads`. */
  page: Raw[];
  claim: Raw;
  /** What the table says of its length, without its header rows. */
  ariaRowCount: number | undefined;
  /** Columns that no header has, as the plan names them, and the headers that are there instead. */
  columns: { absent: string[]; headers: string[] };
  /** Tells these rows from others. */
  signature: string;
  /** How the page begins, and what shows that it is still at work, where there are no rows. */
  excerpt: string;
  busy: string | undefined;
  /** The origin of the first frame to be seen that nobody can look into, where there are no rows. */
  foreignFrame: string | undefined;
  inspection: Inspection | undefined;
}

export interface Inspection {
  /** Matches of each of `rowReads` in each row. */
  counts: number[][];
  /** Matches of each of `rowReads` in the whole document. */
  inDocument: number[];
  /** Matches of each of `pageReads` that looks for elements. */
  onPage: number[];
  /** Ids that stand on more than one element. */
  duplicateIds: string[];
}

/** Where to click, or why not there. */
export interface Spot {
  x: number;
  y: number;
  /** What lies over it, as a tag with its id or class. */
  coveredBy: string | undefined;
  /** Where a link leads. */
  href: string | undefined;
  disabled: boolean;
  text: string;
}

/** How far a box is scrolled, in pixels. */
export interface ScrollState {
  top: number;
  room: number;
  height: number;
  /** How far this scroll has moved it, to either side. */
  moved: number;
  /** The middle of what is seen of it. */
  x: number;
  y: number;
}

/** What else is asked of a page. */
export type PageTask =
  /** Waits until the element is there; null when it does not come. */
  | { type: "locate"; selector: Selector; timeoutMs: number }
  | { type: "locateAll"; selector: Selector }
  | { type: "await"; there: Selector | undefined; gone: Selector | undefined; timeoutMs: number }
  /** Waits for the first of several things, each told by any of its marks; its name, or null when none comes. */
  | { type: "awaitAny"; marks: Readonly<Record<string, readonly Selector[]>>; timeoutMs: number }
  | { type: "choose"; selector: Selector; option: string }
  | { type: "clear"; selector: Selector }
  | { type: "scroll"; box: Selector | "page"; to: "start" | "end" | "next" };

/**
 * Both run in the page, among the parts, and answer as JSON text: one long text crosses into our process in a third of
 * the time that Chromium takes to describe as many small ones.
 */
async function runCapture(plan: CapturePlan, parts: typeof captureParts): Promise<string> {
  const { createDom, createText, createFinder, createTables, createReader, waitUntil, capture } = parts;
  const dom = createDom();
  const text = createText(dom);
  const finder = createFinder(dom, text);
  const openReader = (rows: readonly Element[]) =>
    createReader({ dom, text, finder, tables: createTables(dom, text), rows });
  return JSON.stringify(await capture({ dom, text, finder, openReader, wait: waitUntil }, plan));
}

async function runAct(task: PageTask, parts: typeof actParts): Promise<string> {
  const { createDom, createText, createFinder, createTables, createReader, waitUntil, act } = parts;
  const dom = createDom();
  const text = createText(dom);
  const finder = createFinder(dom, text);
  const reader = createReader({ dom, text, finder, tables: createTables(dom, text), rows: [] });
  return JSON.stringify((await act({ dom, text, finder, reader, wait: waitUntil }, task)) ?? null);
}

/** The parts by the names by which they are called. */
const commonParts = { createDom, createText, createFinder, createTables, createReader, waitUntil };
const captureParts = { ...commonParts, capture };
const actParts = { ...commonParts, act };

/** For `Tab.evaluate`, which sends the text of a function: the text of this one is all its parts together. */
function compose<Task>(
  main: (task: Task, parts: never) => Promise<string>,
  parts: Readonly<Record<string, unknown>>,
): (task: Task) => Promise<string> {
  // In parentheses a function is compiled at once: it is about to be called.
  const entries = Object.entries(parts).map(([name, part]) => `${name}: (${String(part)})`);
  const text = withoutComments(`(task) => (${String(main)})(task, { ${entries.join(",\n")} })`);
  return Object.assign(() => Promise.reject(new Error("runs in a page only")), { toString: () => text });
}

/** The text is parsed anew on every page, and a quarter of it is there for people. */
function withoutComments(source: string): string {
  return source.replaceAll(/^\s*(?:\/\/|\/\*|\*).*$/gm, "").replaceAll(/\n\s+/g, "\n");
}

export const captureInPage = compose(runCapture, captureParts);
export const actInPage = compose(runAct, actParts);
