/**
 * What runs inside the page, and nothing else. The function is sent as text into an isolated world: it uses nothing
 * from outside itself and returns strings; typing happens in `extract.ts`, where a test needs no browser.
 */

export type RowRead =
  | { type: "text"; selector: string }
  | { type: "attribute"; name: string; selector: string | undefined }
  | { type: "count"; selector: string }
  | { type: "exists"; selector: string };

export type PageRead =
  | { type: "localStorage"; key: string }
  | { type: "sessionStorage"; key: string }
  | { type: "page"; fact: "url" | "title" | "visibility" };

/** What to wait for and what to read. */
export interface CapturePlan {
  /** One element a row; undefined: the document is the only row. */
  rows: string | undefined;
  empty: string | undefined;
  ready: { rows: number; selector: string | undefined; timeoutMs: number };
  rowReads: RowRead[];
  pageReads: PageRead[];
}

/** Raw text; `null` where nothing matched, `false` where the element is there and the attribute is not. */
export type Raw = string | null | false;

/** What the page held. */
export interface Capture {
  url: string;
  title: string;
  /** Whether what was waited for came in time. */
  ready: boolean;
  /** Whether the document had finished loading. */
  loaded: boolean;
  /** Whether the marker of an empty list is there. */
  emptyMarker: boolean;
  /** Whether the page asks for a password. */
  passwordField: boolean;
  /** One entry a row, in the order of `rowReads`. */
  rows: Raw[][];
  /** In the order of `pageReads`. */
  page: Raw[];
}

export async function captureInPage(plan: CapturePlan): Promise<Capture> {
  // A form can hide its own methods behind inputs of the same name, so they are called from the prototypes.
  const { querySelector, querySelectorAll, getAttribute } = Element.prototype;
  const textOf = Object.getOwnPropertyDescriptor(Node.prototype, "textContent")!.get!;
  const root = document.documentElement;

  const rowElements = (): ArrayLike<Element> =>
    plan.rows === undefined ? [root] : querySelectorAll.call(root, plan.rows);
  const isThere = (selector: string | undefined): boolean =>
    selector !== undefined && querySelector.call(root, selector) !== null;
  const isReady = (): boolean =>
    (plan.empty !== undefined && isThere(plan.empty)) ||
    (rowElements().length >= plan.ready.rows && (plan.ready.selector === undefined || isThere(plan.ready.selector)));

  const first = (row: Element, selector: string): Element | null =>
    selector === ":scope" ? row : querySelector.call(row, selector);
  const readRow = (row: Element): Raw[] =>
    plan.rowReads.map((read) => {
      if (read.type === "count") return String(querySelectorAll.call(row, read.selector).length);
      if (read.type === "exists") return String(first(row, read.selector) !== null);

      const element = read.selector === undefined ? row : first(row, read.selector);
      if (element === null) return null;
      if (read.type === "text") return (textOf.call(element) as string | null) ?? "";
      return getAttribute.call(element, read.name) ?? false;
    });

  const readPage = (read: PageRead): Raw => {
    if (read.type === "page")
      return { url: location.href, title: document.title, visibility: document.visibilityState }[read.fact];
    try {
      return (read.type === "localStorage" ? localStorage : sessionStorage).getItem(read.key);
    } catch {
      // A document without an origin (data:, sandboxed frame) refuses its storage: nothing is there to be read.
      return null;
    }
  };

  const waitUntilReady = (): Promise<boolean> =>
    new Promise((resolve) => {
      const finish = (ready: boolean): void => {
        observer.disconnect();
        clearTimeout(timer);
        resolve(ready);
      };
      const observer = new MutationObserver(() => isReady() && finish(true));
      const timer = setTimeout(() => finish(isReady()), plan.ready.timeoutMs);
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    });

  const ready = isReady() || (plan.ready.timeoutMs > 0 && (await waitUntilReady()));
  return {
    url: location.href,
    title: document.title,
    ready,
    loaded: document.readyState === "complete",
    emptyMarker: isThere(plan.empty),
    passwordField: isThere("input[type=password]"),
    rows: Array.from(rowElements(), readRow),
    page: plan.pageReads.map(readPage),
  };
}
