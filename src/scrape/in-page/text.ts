import type { Dom } from "./dom.ts";

/** Text as a reader takes it in. */
export function createText({
  nodeType,
  localName,
  textContent,
  firstChild,
  nextSibling,
  firstElement,
  getAttribute,
}: Dom) {
  const silent = new Set(["script", "style", "noscript", "template"]);
  const apart = new Set(
    (
      "address article aside blockquote br button caption dd div dl dt fieldset figcaption figure footer form " +
      "h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre section select summary table tbody td tfoot th " +
      "thead tr ul"
    ).split(" "),
  );

  const tidy = (text: string | null): string => (text ?? "").replaceAll(/\s+/g, " ").trim();

  /** Without scripts and hidden parts, and with a space where a block begins: <p>Ada</p><p>Example</p> is two words. */
  const textOf = (node: Node): string => {
    if (nodeType(node) !== 1 || firstElement(node) === null) return textContent(node) ?? "";
    return textBelow(node);
  };

  /** What shows there beside icons and other parts that are kept from those who listen to a page. */
  const nameOf = (element: Element): string => {
    const isDecor = (part: Element): boolean =>
      localName(part) === "svg" || getAttribute(part, "aria-hidden") === "true";
    return tidy(textBelow(element, isDecor)) || tidy(textOf(element));
  };

  const textBelow = (node: Node, isLeftOut?: (element: Element) => boolean): string => {
    let text = "";
    for (let child = firstChild(node); child !== null; child = nextSibling(child)) {
      const type = nodeType(child);
      if (type === 3 || type === 4) text += textContent(child);
      if (type === 1) text += textOfChild(child as Element, isLeftOut);
    }
    return text;
  };

  const textOfChild = (element: Element, isLeftOut?: (element: Element) => boolean): string => {
    const name = localName(element);
    if (silent.has(name) || getAttribute(element, "hidden") !== null || isLeftOut?.(element)) return "";
    const text = textBelow(element, isLeftOut);
    return apart.has(name) ? ` ${text} ` : text;
  };

  return { tidy, textOf, nameOf };
}

export type Text = ReturnType<typeof createText>;
