import type { Selector } from "../../site/selector.ts";
import type { Cardinality, Read, Scope } from "../../site/source.ts";
import type { ElementRead, PageRead, Raw } from "../in-page.ts";
import type { Dom } from "./dom.ts";
import type { Finder } from "./find.ts";
import type { Tables } from "./table.ts";
import type { Text } from "./text.ts";

interface ReaderParts {
  dom: Dom;
  text: Text;
  finder: Finder;
  tables: Tables;
  /** All rows of the page: what stands between two of them belongs to the first. */
  rows: readonly Element[];
}

/** Turns each read into a function from row to raw text, once; a thousand rows then cost a thousand calls. */
export function createReader({ dom, text: { textOf }, finder, tables, rows }: ReaderParts) {
  const { isElement, queryElement, textContent, getAttribute, matches, nextElement } = dom;
  const { find, findFirst, plainCss } = finder;
  const rowSet = new Set<Element>(rows);

  type Scoped = Node | { fault: string } | null;
  type ScopeOf = (row: Element) => Scoped;
  const isFault = (scoped: Scoped): scoped is { fault: string } => scoped !== null && "fault" in scoped;

  const compile = (read: ElementRead): ((row: Element) => Raw) => {
    const readIn = compileRead(read);
    if (read.scope.type === "row") return readIn;
    const scopeOf = compileScope(read.scope);
    return (row) => {
      const scope = scopeOf(row);
      return scope === null || isFault(scope) ? scope : readIn(scope);
    };
  };

  const compileRead = ({ selector, read, cardinality }: ElementRead): ((scope: Node) => Raw) => {
    if (read.type === "matches") return (scope) => String(matches(elementOf(scope), read.css));
    if (cardinality !== undefined && selector !== undefined) return compileCounted({ selector, read, cardinality });
    if (read.type === "count") return (scope) => String(find(selector!, scope).length);
    const first = compileFirst(selector);
    if (read.type === "exists") return (scope) => String(first(scope) !== null);
    const take = compileTake(read);
    return (scope) => {
      const node = first(scope);
      return node === null ? null : take(node);
    };
  };

  const compileCounted = (counted: { selector: Selector; read: Read; cardinality: Cardinality }) => {
    const { selector, read, cardinality } = counted;
    const { min, max = Infinity } = cardinality;
    const wanted = max === Infinity ? `at least ${min}` : max === min ? `${min}` : `${min} to ${max}`;
    const take = compileTake(read);
    return (scope: Node): Raw => {
      const found = find(selector, scope);
      if (found.length < min || found.length > max) return { fault: `matched ${found.length}, not ${wanted}` };
      if (read.type === "count") return String(found.length);
      if (read.type === "exists") return String(found.length > 0);
      return found.length === 0 ? null : take(found[0]!);
    };
  };

  /** What stands for the whole document is its root. */
  const elementOf = (scope: Node): Node => (dom.nodeType(scope) === 9 ? dom.root : scope);

  const compileFirst = (selector: Selector | undefined): ((scope: Node) => Node | null) => {
    const css = selector && plainCss(selector);
    if (selector === undefined || css === ":scope") return elementOf;
    if (css === undefined) return (scope) => findFirst(selector, scope);
    return (scope) => (isElement(scope) ? queryElement(scope, css) : findFirst(selector, scope));
  };

  const compileTake = (read: Read): ((node: Node) => Raw) => {
    switch (read.type) {
      case "text":
        return textOf;
      case "html":
        return (node) => (isElement(node) ? dom.innerHTML(node) : (textContent(node) ?? ""));
      case "attribute":
        return (node) => (isElement(node) ? (getAttribute(node, read.name) ?? false) : false);
      case "property":
        return (node) => propertyOf(node, read.name) ?? false;
      default:
        return () => null;
    }
  };

  /** A property of the DOM itself: what a form's inputs put over it is not meant. */
  const propertyOf = (node: Node, name: string): string | undefined => {
    for (let level: unknown = Object.getPrototypeOf(node); level; level = Object.getPrototypeOf(level)) {
      const get = Object.getOwnPropertyDescriptor(level, name)?.get;
      if (!get) continue;
      const value: unknown = get.call(node);
      return ["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined;
    }
    return undefined;
  };

  const compileScope = (scope: Scope): ScopeOf => {
    switch (scope.type) {
      case "row":
        return (row) => row;
      case "page":
        return () => document;
      case "column":
        return (row) => tables.cellOf(row, scope.header);
      case "sibling":
        return compileSibling(scope.selector);
      case "before":
        return compileBefore(scope.selector);
    }
  };

  const compileSibling = (selector: Selector): ScopeOf => {
    const css = plainCss(selector);
    const foundIn = new Map<Node, Set<Node>>();
    const fits = (element: Element, parent: Node): boolean => {
      if (css !== undefined) return matches(element, css);
      const found = foundIn.get(parent) ?? new Set(find(selector, parent));
      foundIn.set(parent, found);
      return found.has(element);
    };
    return (row) => {
      const parent = dom.parentNode(row) ?? document;
      for (let next = nextElement(row); next !== null && !rowSet.has(next); next = nextElement(next))
        if (fits(next, parent)) return next;
      return null;
    };
  };

  const compileBefore = (selector: Selector): ScopeOf => {
    const foundIn = new Map<Node, Node[]>();
    return (row) => {
      const home = dom.rootOf(row);
      const inOrder = foundIn.get(home) ?? find(selector, home);
      foundIn.set(home, inOrder);

      const precedes = (node: Node): boolean =>
        (dom.comparePosition(row, node) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
      let [low, high] = [0, inOrder.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (precedes(inOrder[middle]!)) low = middle + 1;
        else high = middle;
      }
      return inOrder[low - 1] ?? null;
    };
  };

  const compileCount = ({ scope, selector, read }: ElementRead): ((row: Element) => number) => {
    const scopeOf = compileScope(scope);
    return (row) => {
      const scoped = scopeOf(row);
      if (scoped === null || isFault(scoped)) return 0;
      if (read.type === "matches") return Number(matches(elementOf(scoped), read.css));
      return selector === undefined ? 1 : find(selector, scoped).length;
    };
  };

  const readPage = (read: PageRead): Raw => {
    switch (read.type) {
      case "element":
        return compile(read)(dom.root);
      case "localStorage":
      case "sessionStorage":
        return readStorage(read.type, read.key);
      case "cookie":
        return readCookie(read.name);
      case "meta":
        return readMeta(read.name);
      case "page":
        return factOf(read.fact);
      case "embedded": {
        const holder = findFirst(read.selector, document);
        return holder === null ? null : textContent(holder);
      }
    }
  };

  const readStorage = (type: "localStorage" | "sessionStorage", key: string): Raw => {
    try {
      return (type === "localStorage" ? localStorage : sessionStorage).getItem(key);
    } catch {
      // A document without an origin (data:, sandboxed frame) refuses its storage: nothing is there to be read.
      return null;
    }
  };

  const readCookie = (name: string): Raw => {
    for (const pair of cookies().split("; ")) {
      const at = pair.indexOf("=");
      if (pair.slice(0, at) !== name) continue;
      const value = pair.slice(at + 1);
      try {
        return decodeURIComponent(value);
      } catch {
        // Not percent-encoded: as it stands.
        return value;
      }
    }
    return null;
  };
  const cookies = (): string => {
    try {
      return dom.getter<string>(Document.prototype, "cookie")(document);
    } catch {
      // As with storage.
      return "";
    }
  };

  const readMeta = (name: string): Raw => {
    const tag = [...dom.queryAll(document, "meta")].find((one) =>
      ["name", "property", "itemprop"].some((key) => getAttribute(one, key) === name),
    );
    return tag ? (getAttribute(tag, "content") ?? false) : null;
  };

  const factOf = (fact: "url" | "title" | "visibility"): string => {
    if (fact === "url") return location.href;
    return dom.getter<string>(Document.prototype, fact === "title" ? "title" : "visibilityState")(document);
  };

  return { compile, compileCount, readPage, propertyOf, factOf, findAbsentColumns: tables.findAbsent };
}

export type Reader = ReturnType<typeof createReader>;
