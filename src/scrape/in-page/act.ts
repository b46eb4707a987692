import type { Selector } from "../../site/selector.ts";
import type { PageTask, ScrollState, Spot } from "../in-page.ts";
import type { Dom } from "./dom.ts";
import type { Finder } from "./find.ts";
import type { Reader } from "./read.ts";
import type { Text } from "./text.ts";
import type { waitUntil } from "./wait.ts";

interface ActTools {
  dom: Dom;
  text: Text;
  finder: Finder;
  reader: Reader;
  wait: typeof waitUntil;
}

/** Prepares what a person would do next: finds the place of a click, fills a list, scrolls. It clicks nothing itself. */
export async function act(
  { dom, text, finder, reader: { propertyOf }, wait }: ActTools,
  task: PageTask,
): Promise<unknown> {
  const { method, getter, boxOf, closest, matches, contains, localName } = dom;
  const { isThere, isShown } = finder;

  const hrefOf = (element: Element): string | undefined => {
    const link = closest(element, "a[href]");
    return link === null ? undefined : propertyOf(link, "href") || undefined;
  };
  const firstSeen = (selector: Selector): Element | undefined => {
    const found = finder.elements(selector);
    return found.find(finder.isSeen) ?? found[0];
  };

  // ── Places ──

  const frameOf = (document: Document): Element | null => document.defaultView?.frameElement ?? null;
  const borderLeft = getter<number>(Element.prototype, "clientLeft");
  const borderTop = getter<number>(Element.prototype, "clientTop");
  /** How far the frames around an element are from the corner of the window. */
  const offsetOf = (element: Element): { x: number; y: number } => {
    let [x, y] = [0, 0];
    for (let frame = frameOf(dom.ownerDocument(element)!); frame; frame = frameOf(dom.ownerDocument(frame)!)) {
      const box = boxOf(frame);
      x += box.x + borderLeft(frame);
      y += box.y + borderTop(frame);
    }
    return { x, y };
  };

  const topOfDocument = method<[number, number], Element | null>(Document.prototype, "elementFromPoint");
  const topOfShadow = method<[number, number], Element | null>(ShadowRoot.prototype, "elementFromPoint");
  /** What a click there would meet, looked for through shadow roots and frames. */
  const topAt = (x: number, y: number): Element | null => {
    let top = topOfDocument(document, x, y);
    while (top !== null) {
      const shadow = dom.shadowRoot(top);
      const framed = dom.frameDocument(top);
      const [{ x: left, y: above }, holder] = [offsetOf(top), top];
      const box = boxOf(holder);
      const inner: Element | null = shadow
        ? topOfShadow(shadow, x - left, y - above)
        : framed && topOfDocument(framed, x - left - box.x - borderLeft(holder), y - above - box.y - borderTop(holder));
      if (inner === null || inner === holder) return holder;
      top = inner;
    }
    return null;
  };
  /** Whether one is the other or stands inside it, also through shadow roots and frames. */
  const isWithin = (inner: Node, outer: Node): boolean => {
    for (let node: Node | null = inner; node !== null; node = aroundOf(node)) if (node === outer) return true;
    return false;
  };
  const shadowHost = getter<Element>(ShadowRoot.prototype, "host");
  const aroundOf = (node: Node): Node | null => {
    if (dom.nodeType(node) === 9) return frameOf(node as Document);
    return dom.nodeType(node) === 11 ? shadowHost(node) : dom.parentNode(node);
  };

  const toSpot = (element: Element): Spot => {
    method<[object]>(Element.prototype, "scrollIntoView")(element, {
      block: "center",
      inline: "center",
      behavior: "instant",
    });
    const box = boxOf(element);
    const offset = offsetOf(element);
    const [x, y] = [box.x + box.width / 2 + offset.x, box.y + box.height / 2 + offset.y];
    const top = topAt(x, y);
    const reach = closest(element, "label") ?? element;
    // An element that lets clicks through has what stands around it on top.
    const isReached = top === null || isWithin(top, reach) || contains(top, element);
    const hasSize = box.width > 0 && box.height > 0;
    return {
      x,
      y,
      coveredBy: hasSize ? (isReached ? undefined : dom.describe(top)) : "nothing: it has no size",
      href: hrefOf(element),
      disabled:
        matches(element, ":disabled") || closest(element, ":disabled, [aria-disabled=true], .disabled") !== null,
      text: text.tidy(text.textOf(element)).slice(0, 100),
    };
  };

  const locate = async ({ selector, timeoutMs }: Extract<PageTask, { type: "locate" }>): Promise<Spot | null> => {
    await wait(() => firstSeen(selector) !== undefined, timeoutMs);
    const element = firstSeen(selector);
    return element ? toSpot(element) : null;
  };

  const awaitAny = async ({ marks, timeoutMs }: Extract<PageTask, { type: "awaitAny" }>): Promise<string | null> => {
    const firstThere = (): string | undefined => Object.keys(marks).find((name) => marks[name]!.some(isThere));
    await wait(() => firstThere() !== undefined, timeoutMs);
    return firstThere() ?? null;
  };

  // ── Forms ──

  const choose = ({ selector, option }: Extract<PageTask, { type: "choose" }>): string | null => {
    const list = firstSeen(selector);
    if (list === undefined) return "matched nothing";
    if (localName(list) !== "select") return "is no list of options";
    const options = [...dom.queryAll(list, "option")];
    const chosen =
      options.find((one) => propertyOf(one, "value") === option) ??
      options.find((one) => text.tidy(dom.textContent(one)) === text.tidy(option));
    if (chosen === undefined) return `has no option “${option}”`;

    Object.getOwnPropertyDescriptor(HTMLOptionElement.prototype, "selected")!.set!.call(chosen, true);
    for (const type of ["input", "change"])
      method<[Event]>(EventTarget.prototype, "dispatchEvent")(list, new Event(type, { bubbles: true }));
    return null;
  };

  /** Selects all that a field holds, so that what is typed replaces it. */
  const clear = ({ selector }: Extract<PageTask, { type: "clear" }>): boolean => {
    const field = firstSeen(selector);
    if (field === undefined) return false;
    method(HTMLElement.prototype, "focus")(field);
    if (localName(field) === "input") method(HTMLInputElement.prototype, "select")(field);
    else if (localName(field) === "textarea") method(HTMLTextAreaElement.prototype, "select")(field);
    else dom.ownerDocument(field)!.defaultView?.getSelection()?.selectAllChildren(field);
    return true;
  };

  // ── Scrolling ──

  const scrollTop = getter<number>(Element.prototype, "scrollTop");
  const scrollHeight = getter<number>(Element.prototype, "scrollHeight");
  const clientHeight = getter<number>(Element.prototype, "clientHeight");
  const pageBox = getter<Element | null>(Document.prototype, "scrollingElement");

  const scroll = ({ box: wanted, to }: Extract<PageTask, { type: "scroll" }>): ScrollState | null => {
    const page = pageBox(document) ?? dom.root;
    const box = wanted === "page" ? page : firstSeen(wanted);
    if (box === undefined) return null;
    const from = scrollTop(box);
    const next = Math.max(40, clientHeight(box) * 0.8);
    const step = { start: -from, end: scrollHeight(box), next }[to];
    method<[object]>(Element.prototype, "scrollBy")(box, { top: step, behavior: "instant" });

    const place = boxOf(box);
    const offset = offsetOf(box);
    return {
      top: scrollTop(box),
      room: scrollHeight(box) - clientHeight(box) - scrollTop(box),
      height: scrollHeight(box),
      moved: Math.abs(scrollTop(box) - from),
      x: box === page ? innerWidth / 2 : place.x + offset.x + place.width / 2,
      y: box === page ? innerHeight / 2 : place.y + offset.y + Math.min(place.height, innerHeight) / 2,
    };
  };

  switch (task.type) {
    case "locate":
      return await locate(task);
    case "locateAll":
      return finder
        .elements(task.selector)
        .map((element) => ({ text: text.tidy(text.textOf(element)), href: hrefOf(element) }));
    case "await":
      return await wait(
        () => (task.there === undefined || isThere(task.there)) && (task.gone === undefined || !isShown(task.gone)),
        task.timeoutMs,
      );
    case "awaitAny":
      return await awaitAny(task);
    case "choose":
      return choose(task);
    case "clear":
      return clear(task);
    case "scroll":
      return scroll(task);
  }
}
