import type { Tab } from "../browser/tab.ts";
import { ConfigError } from "../errors.ts";
import type { Selector } from "../site/selector.ts";
import {
  actInPage,
  captureInPage,
  type Capture,
  type CapturePlan,
  type PageTask,
  type ScrollState,
  type Spot,
} from "./in-page.ts";

/** What each task answers. */
interface Answers {
  locate: Spot | null;
  locateAll: Link[];
  await: boolean;
  awaitAny: string | null;
  choose: string | null;
  clear: boolean;
  scroll: ScrollState | null;
}

export interface Link {
  text: string;
  /** Where it leads; undefined where it is no link. */
  href: string | undefined;
}

/** Waits for what the plan asks and reads all of it, in one round trip. */
export async function capturePage(tab: Tab, plan: CapturePlan): Promise<Capture> {
  return (await evaluate(tab, captureInPage, plan)) as Capture;
}

/** Where to click; waits until the element is there. `null`: it did not come. */
export function locate(tab: Tab, selector: Selector, timeoutMs: number): Promise<Spot | null> {
  return ask(tab, { type: "locate", selector, timeoutMs });
}

/** Whether an element is there for nobody to see. */
export function isUnseen({ coveredBy }: Spot): boolean {
  return coveredBy?.startsWith("nothing") ?? false;
}

export function locateAll(tab: Tab, selector: Selector): Promise<Link[]> {
  return ask(tab, { type: "locateAll", selector });
}

/** Whether the one came and the other went in time. */
export function awaitElements(
  tab: Tab,
  wanted: { there?: Selector | undefined; gone?: Selector | undefined; timeoutMs: number },
): Promise<boolean> {
  const { there, gone, timeoutMs } = wanted;
  return ask(tab, { type: "await", there, gone, timeoutMs });
}

/** The first of several things to come, each told by any of its marks; `null`: none came in time. */
export function awaitAny<Name extends string>(
  tab: Tab,
  marks: Readonly<Record<Name, readonly Selector[]>>,
  timeoutMs: number,
): Promise<Name | null> {
  return ask(tab, { type: "awaitAny", marks, timeoutMs }) as Promise<Name | null>;
}

/** Chooses an option by its value or text; gives what kept it from that, as the end of a sentence about the list. */
export function choose(tab: Tab, selector: Selector, option: string): Promise<string | null> {
  return ask(tab, { type: "choose", selector, option });
}

/** Focuses a field and selects all that it holds, so that what is typed replaces it. False: it is not there. */
export function clear(tab: Tab, selector: Selector): Promise<boolean> {
  return ask(tab, { type: "clear", selector });
}

/** Scrolls the page or a box, to its start, its end, or on by most of what is seen of it. `null`: the box is not there. */
export function scroll(tab: Tab, box: Selector | "page", to: "start" | "end" | "next"): Promise<ScrollState | null> {
  return ask(tab, { type: "scroll", box, to });
}

async function ask<Type extends PageTask["type"]>(
  tab: Tab,
  task: Extract<PageTask, { type: Type }>,
): Promise<Answers[Type]> {
  return (await evaluate(tab, actInPage, task)) as Answers[Type];
}

async function evaluate<Argument>(tab: Tab, run: (argument: Argument) => Promise<string>, argument: Argument) {
  try {
    return JSON.parse(await tab.evaluate(run, argument)) as unknown;
  } catch (error) {
    throw toSelectorError(error) ?? error;
  }
}

/** Selectors are checked when the site is loaded; a pseudo-class that does not exist only the browser can tell. */
function toSelectorError(error: unknown): ConfigError | undefined {
  const [, selector] =
    /(?:: |string )'([^\n]*)' is not a valid (?:selector|XPath)/.exec((error as Error).message) ?? [];
  if (selector === undefined) return undefined;
  return new ConfigError(`The browser does not understand the selector ${selector}`, {
    code: "LM_SITE_INVALID",
    hint: "Correct it in the selector file; :has() and { hasText: … } are understood, :contains() is not.",
    cause: error,
  });
}
