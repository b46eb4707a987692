/**
 * The DOM's own methods and getters, taken from their prototypes: a form can hide `querySelector` behind an input of
 * that name, a document its `title` behind an image.
 */
export function createDom() {
  const getter = <Value>(prototype: object, name: string): ((node: Node) => Value) => {
    const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
    return (node) => get?.call(node) as Value;
  };
  const method = <Args extends unknown[], Value = void>(prototype: object, name: string) => {
    const call = (prototype as Record<string, (...args: unknown[]) => Value>)[name]!;
    // Of fixed length: spreading arguments costs more than most of these calls.
    const apply = (node: Node, first?: unknown, second?: unknown): Value =>
      second === undefined ? call.call(node, first) : call.call(node, first, second);
    return apply as unknown as (node: Node, ...args: Args) => Value;
  };

  const nodeType = getter<number>(Node.prototype, "nodeType");
  /** A query that an element, a document and a shadow root answer alike. */
  const onTree = <Value>(name: string) => {
    const onElement = method<[string], Value>(Element.prototype, name);
    const onDocument = method<[string], Value>(Document.prototype, name);
    const onShadow = method<[string], Value>(DocumentFragment.prototype, name);
    return (node: Node, css: string): Value => {
      const type = nodeType(node);
      if (type === 1) return onElement(node, css);
      return type === 9 ? onDocument(node, css) : onShadow(node, css);
    };
  };

  const frame = getter<Document | null>(HTMLIFrameElement.prototype, "contentDocument");
  const oldFrame = getter<Document | null>(HTMLFrameElement.prototype, "contentDocument");
  const localName = getter<string>(Element.prototype, "localName");
  const getAttribute = method<[string], string | null>(Element.prototype, "getAttribute");

  return {
    getter,
    method,
    nodeType,
    localName,
    textContent: getter<string | null>(Node.prototype, "textContent"),
    parentNode: getter<Node | null>(Node.prototype, "parentNode"),
    firstChild: getter<Node | null>(Node.prototype, "firstChild"),
    nextSibling: getter<Node | null>(Node.prototype, "nextSibling"),
    ownerDocument: getter<Document | null>(Node.prototype, "ownerDocument"),
    contains: method<[Node], boolean>(Node.prototype, "contains"),
    comparePosition: method<[Node], number>(Node.prototype, "compareDocumentPosition"),
    rootOf: method<[], Node>(Node.prototype, "getRootNode"),
    firstElement: getter<Element | null>(Element.prototype, "firstElementChild"),
    nextElement: getter<Element | null>(Element.prototype, "nextElementSibling"),
    shadowRoot: getter<ShadowRoot | null>(Element.prototype, "shadowRoot"),
    innerHTML: getter<string>(Element.prototype, "innerHTML"),
    getAttribute,
    matches: method<[string], boolean>(Element.prototype, "matches"),
    closest: method<[string], Element | null>(Element.prototype, "closest"),
    queryElement: method<[string], Element | null>(Element.prototype, "querySelector"),
    query: onTree<Element | null>("querySelector"),
    queryAll: onTree<NodeListOf<Element>>("querySelectorAll"),
    boxOf: method<[], DOMRect>(Element.prototype, "getBoundingClientRect"),
    root: getter<Element>(Document.prototype, "documentElement")(document),

    isElement: (node: Node): node is Element => nodeType(node) === 1,
    /** The document inside a frame of the same origin. */
    frameDocument(element: Element): Document | null {
      const name = localName(element);
      if (name === "iframe") return frame(element) ?? null;
      return name === "frame" ? (oldFrame(element) ?? null) : null;
    },
    /** An element as messages name it. */
    describe(element: Element): string {
      const id = getAttribute(element, "id");
      const [name] = (getAttribute(element, "class") ?? "").trim().split(/\s+/);
      return `<${localName(element)}${id ? ` id="${id}"` : name ? ` class="${name}"` : ""}>`;
    },
  };
}

export type Dom = ReturnType<typeof createDom>;
