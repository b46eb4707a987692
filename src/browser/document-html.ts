/** Runs in the page: its document as HTML, with its open shadow roots as templates. */
export function toDocumentHtml(): string {
  // A form or an image of the page can hide any property of its document, but not those of the prototypes.
  const root = Reflect.get(Document.prototype, "documentElement", document);
  const doctype = Reflect.get(Document.prototype, "doctype", document);
  if (!root) return "";

  const shadowRoots: ShadowRoot[] = [];
  const collect = (from: Element | ShadowRoot): void => {
    // oxlint-disable-next-line typescript/unbound-method -- Bound by its call below.
    const { querySelectorAll } = from instanceof ShadowRoot ? DocumentFragment.prototype : Element.prototype;
    for (const element of querySelectorAll.call(from, "*")) {
      const shadow = Reflect.get(Element.prototype, "shadowRoot", element);
      if (!shadow) continue;
      shadowRoots.push(shadow);
      collect(shadow);
    }
  };
  collect(root);

  const shell = root.cloneNode(false) as HTMLElement;
  const inner = root.getHTML({ serializableShadowRoots: true, shadowRoots });
  const html = shell.outerHTML.replace(/<\/html>$/, () => `${inner}</html>`);
  return doctype ? `${new XMLSerializer().serializeToString(doctype)}\n${html}` : html;
}
