import type { Selector } from "../../site/selector.ts";
import type { Dom } from "./dom.ts";
import type { Text } from "./text.ts";

/** Finds what selectors name, below an element or in the whole document. */
export function createFinder(dom: Dom, { tidy, textOf }: Text) {
  const { isElement, query, queryAll, textContent, contains, nodeType } = dom;
  const computedRole = dom.getter<string | null>(Element.prototype, "computedRole");
  const computedName = dom.getter<string | null>(Element.prototype, "computedName");
  const checkVisibility = dom.method<[object], boolean>(Element.prototype, "checkVisibility");
  const evaluate = Document.prototype.evaluate;

  const find = (selector: Selector, scope: Node): Node[] => {
    const scopes = passHops(selector.hops, scope);
    const found =
      scopes.length === 1
        ? findIn(selector, scopes[0]!)
        : [...new Set(scopes.flatMap((from) => findIn(selector, from)))];
    return selector.visible ? found.filter(isSeen) : found;
  };

  const findIn = (selector: Selector, scope: Node): Node[] => {
    if (selector.type === "xpath") return findXPath(selector.xpath, scope);
    if (selector.type === "role") return findRole(selector, scope);
    if (selector.css === ":scope") return [nodeType(scope) === 9 ? dom.root : scope];
    const found = [...queryAll(scope, selector.css)];
    return selector.hasText === undefined ? found : keepInnermost(found, selector.hasText);
  };

  const findXPath = (xpath: string, scope: Node): Node[] => {
    const home = nodeType(scope) === 9 ? (scope as Document) : dom.ownerDocument(scope)!;
    const found = evaluate.call(home, xpath, scope, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null);
    return Array.from({ length: found.snapshotLength }, (_, index) => found.snapshotItem(index)!);
  };

  const findRole = ({ role, name }: Extract<Selector, { type: "role" }>, scope: Node): Node[] =>
    [...queryAll(scope, "*")].filter(
      (element) => computedRole(element) === role && (name === undefined || tidy(computedName(element)) === tidy(name)),
    );

  /** A number is shown whole or not at all: “10 users” does not show “0 users”. */
  const shows = (text: string, wanted: string): boolean => {
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      const isCut = /^\d/.test(wanted) && /\d[.,]?$/.test(text.slice(0, at));
      const goesOn = /\d$/.test(wanted) && /^[.,]?\d/.test(text.slice(at + wanted.length));
      if (!isCut && !goesOn) return true;
    }
    return false;
  };

  const keepInnermost = (elements: readonly Element[], text: string): Element[] => {
    const wanted = tidy(text).toLowerCase();
    const letters = wanted.replaceAll(" ", "");
    const showing = elements.filter(
      (element) =>
        (textContent(element) ?? "").replaceAll(/\s+/g, "").toLowerCase().includes(letters) &&
        dom.closest(element, "script, style, noscript, template, [hidden]") === null &&
        shows(tidy(textOf(element)).toLowerCase(), wanted),
    );
    // In document order, what stands inside an element comes right after it.
    return showing.filter((element, at) => at === showing.length - 1 || !contains(element, showing[at + 1]!));
  };

  const passHops = (hops: readonly string[], scope: Node): Node[] => {
    let scopes = [scope];
    for (const hop of hops) {
      const passed = hop === "" ? scopes : scopes.flatMap((from) => [...queryAll(from, hop)]);
      scopes = [...new Set(passed.flatMap(treesBelow))];
    }
    return scopes;
  };

  /** The tree below a node and every tree that opens inside it: open shadow roots, frames of the same origin. */
  const treesBelow = (node: Node): Node[] => {
    const trees = [node];
    for (const tree of trees) {
      if (isElement(tree)) trees.push(...treesOf(tree));
      for (const element of queryAll(tree, "*")) trees.push(...treesOf(element));
    }
    return trees;
  };
  const treesOf = (element: Element): Node[] => {
    const inner = dom.shadowRoot(element) ?? dom.frameDocument(element);
    return inner ? [inner] : [];
  };

  const isSeen = (node: Node): boolean =>
    isElement(node) && checkVisibility(node, { visibilityProperty: true, opacityProperty: true });

  /** The CSS of a selector that is CSS and nothing more, which the browser alone can answer. */
  const plainCss = (selector: Selector): string | undefined =>
    selector.type === "css" && selector.hasText === undefined && selector.hops.length === 0 && !selector.visible
      ? selector.css
      : undefined;

  const findFirst = (selector: Selector, scope: Node): Node | null => {
    const css = plainCss(selector);
    if (css === undefined || css === ":scope") return find(selector, scope)[0] ?? null;
    return query(scope, css);
  };

  return {
    find,
    findFirst,
    isSeen,
    plainCss,
    /** Whether it stands anywhere on the page. */
    isThere: (selector: Selector): boolean => findFirst(selector, document) !== null,
    /** Whether it is there to be seen. */
    isShown: (selector: Selector): boolean => find(selector, document).some((node) => !isElement(node) || isSeen(node)),
    elements: (selector: Selector): Element[] => find(selector, document).filter(isElement),
  };
}

export type Finder = ReturnType<typeof createFinder>;
