/** A document as it stands in the page, as plain data: what becomes of it is decided outside, in pure functions. */
export interface SavedDocument {
  doctype: string | undefined;
  root: SavedElement;
}

export interface SavedElement {
  tag: string;
  attributes: [name: string, value: string][];
  children: SavedNode[];
  /** What stands in its open shadow root. */
  shadow?: SavedNode[];
  /** The document in its frame, where it is of the same origin. */
  frame?: SavedDocument;
  /** Where it begins to be unseen, or to be seen again: the styles that say so are not all in the document. */
  turns?: "unseen" | "seen";
}

/** A string is text. */
export type SavedNode = string | SavedElement | { comment: string };

/**
 * Runs in the page, uses nothing from outside itself, and returns JSON of a SavedDocument; an empty string where it would
 * be longer than `longest`. Form fields stand there with what they hold now, passwords with nothing.
 */
export function snapshotInPage(longest: number): string {
  // A form or an image of the page can hide any property of its document, but not those of the prototypes.
  const getter = <T>(prototype: object, name: string): ((node: unknown) => T) => {
    const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
    return (node) => get?.call(node) as T;
  };
  const method = <Args extends unknown[], T>(prototype: object, name: string) => {
    const call = (prototype as Record<string, (...args: Args) => T>)[name]!;
    return (node: unknown, ...args: Args): T => call.apply(node, args);
  };
  const nodeType = getter<number>(Node.prototype, "nodeType");
  const firstChild = getter<Node | null>(Node.prototype, "firstChild");
  const nextNode = getter<Node | null>(Node.prototype, "nextSibling");
  const textContent = getter<string | null>(Node.prototype, "textContent");
  const localName = getter<string>(Element.prototype, "localName");
  const attributesOf = getter<NamedNodeMap>(Element.prototype, "attributes");
  const shadowRoot = getter<ShadowRoot | null>(Element.prototype, "shadowRoot");
  const isVisible = method<[object], boolean>(Element.prototype, "checkVisibility");
  const frameDocument = getter<Document | null>(HTMLIFrameElement.prototype, "contentDocument");
  const contentOf = getter<DocumentFragment>(HTMLTemplateElement.prototype, "content");
  const rootElement = getter<Element | null>(Document.prototype, "documentElement");
  const doctypeOf = getter<DocumentType | null>(Document.prototype, "doctype");
  const doctypeName = getter<string>(DocumentType.prototype, "name");
  const publicId = getter<string>(DocumentType.prototype, "publicId");
  const systemId = getter<string>(DocumentType.prototype, "systemId");
  const inputValue = getter<string>(HTMLInputElement.prototype, "value");
  const inputType = getter<string>(HTMLInputElement.prototype, "type");
  const isChecked = getter<boolean>(HTMLInputElement.prototype, "checked");
  const isSelected = getter<boolean>(HTMLOptionElement.prototype, "selected");
  const areaValue = getter<string>(HTMLTextAreaElement.prototype, "value");
  const svg = "http://www.w3.org/2000/svg";
  const namespaceOf = getter<string | null>(Element.prototype, "namespaceURI");

  const attributes = (element: Element): Map<string, string> =>
    new Map(Array.from(attributesOf(element), ({ name, value }) => [name, value]));
  const set = (into: Map<string, string>, name: string, isOn: boolean): void => {
    if (isOn) into.set(name, into.get(name) ?? "");
    else into.delete(name);
  };
  /** What a person sees in a form field is not what the HTML once said. */
  const live = (element: Element, tag: string): Map<string, string> => {
    const all = attributes(element);
    if (tag === "option") set(all, "selected", isSelected(element));
    if (tag !== "input") return all;
    const type = inputType(element);
    if (type === "checkbox" || type === "radio") set(all, "checked", isChecked(element));
    else if (type === "password" || type === "file") all.delete("value");
    else if (all.has("value") || inputValue(element) !== "") all.set("value", inputValue(element));
    return all;
  };
  /** What nobody sees in any document needs no style that says so. */
  const isNeverSeen = (tag: string, of: ReadonlyMap<string, string>): boolean =>
    /^(head|title|base|link|meta|style|script|noscript|template|area|datalist|option|optgroup|param|source|track|desc|metadata|defs)$/.test(
      tag,
    ) ||
    of.has("hidden") ||
    of.get("type") === "hidden";
  const childrenOf = (parent: Node, wasSeen: boolean): SavedNode[] => {
    const children: SavedNode[] = [];
    for (let child = firstChild(parent); child !== null; child = nextNode(child)) {
      const type = nodeType(child);
      if (type === 3 || type === 4) children.push(textContent(child) ?? "");
      if (type === 8) children.push({ comment: textContent(child) ?? "" });
      if (type === 1) children.push(save(child as Element, wasSeen));
    }
    return children;
  };
  const save = (element: Element, wasSeen: boolean): SavedElement => {
    const isHtml = namespaceOf(element) !== svg;
    const tag = localName(element);
    const isSeen = isVisible(element, { visibilityProperty: true, opacityProperty: true });
    const own = isHtml ? live(element, tag) : attributes(element);
    const saved: SavedElement = { tag, attributes: [...own], children: [] };
    if (isSeen !== wasSeen && (isSeen || !isNeverSeen(tag, own))) saved.turns = isSeen ? "seen" : "unseen";
    if (tag === "textarea" && isHtml) saved.children = [areaValue(element) ?? ""];
    else saved.children = childrenOf(tag === "template" && isHtml ? (contentOf(element) ?? element) : element, isSeen);

    const shadow = shadowRoot(element);
    if (shadow) saved.shadow = childrenOf(shadow, isSeen);
    const framed = tag === "iframe" && isHtml ? frameDocument(element) : null;
    if (framed && rootElement(framed)) saved.frame = saveDocument(framed);
    return saved;
  };
  const saveDocument = (from: Document): SavedDocument => {
    const doctype = doctypeOf(from);
    const id = doctype && (publicId(doctype) || systemId(doctype));
    return {
      doctype: doctype
        ? `<!doctype ${doctypeName(doctype)}${id ? ` ${publicId(doctype) ? "PUBLIC" : "SYSTEM"} "${id}"` : ""}>`
        : undefined,
      root: save(rootElement(from)!, true),
    };
  };

  if (!rootElement(document)) return "";
  const text = JSON.stringify(saveDocument(document));
  return text.length > longest ? "" : text;
}
