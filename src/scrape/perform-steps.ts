import type { Tab } from "../browser/tab.ts";
import { toDurationText } from "../duration.ts";
import { describeSelector, type Selector } from "../site/selector.ts";
import type { Step, StepList } from "../site/steps.ts";
import type { Spot } from "./in-page.ts";
import { awaitElements, choose, clear, isUnseen, locate, scroll } from "./page-tasks.ts";

/** Something that a selector file wants done cannot be done here. */
export class StepFailure extends Error {
  constructor(step: number, reason: string) {
    super(`step ${step}: ${reason}`);
  }
}

interface StepOptions {
  /** What `secret` stands for, by name. */
  secrets?: Readonly<Record<string, string>> | undefined;
  /** How long an element may take to come. */
  patienceMs: number;
}

/** Does the steps one after another, and throws a StepFailure at the first that cannot be done. */
export async function performSteps(tab: Tab, steps: StepList, options: StepOptions): Promise<void> {
  if (!Array.isArray(steps)) {
    const fault = await tab.replay(steps.recording, options.secrets ?? {});
    if (fault) throw new StepFailure(fault.step, fault.reason);
    return;
  }
  for (const [index, step] of steps.entries()) {
    const fault = await perform(tab, step, options);
    if (fault !== undefined) throw new StepFailure(index + 1, fault);
  }
}

/** Why a step could not be done; undefined: it was. */
async function perform(tab: Tab, step: Step, { secrets = {}, patienceMs }: StepOptions): Promise<string | undefined> {
  const place: Place = { tab, patienceMs };
  switch (step.type) {
    case "goto":
      return await open(tab, step.options);
    case "click":
      return await click(place, step.options);
    case "clickIfPresent":
      return await clickIfPresent(place, step.options);
    case "type": {
      const { into, text, secret } = step.options;
      const typed = text ?? secrets[secret!];
      return typed === undefined ? `the target's login has no “${secret}”` : await type(place, into, typed);
    }
    case "select":
      return await select(place, step.options.in, step.options.option);
    case "press":
      await tab.afterNavigation(() => tab.press(step.options));
      return undefined;
    case "wait":
      return await wait(tab, step.options);
    case "scroll":
      return await scrollTo(place, step.options);
  }
}

/** Where steps are done. */
interface Place {
  tab: Tab;
  patienceMs: number;
}

async function open(tab: Tab, address: string): Promise<string | undefined> {
  const { status, url } = await tab.goto(new URL(address, tab.document.url).href);
  return status !== undefined && status >= 400 ? `${url} answered ${status}` : undefined;
}

async function click(place: Place, selector: Selector): Promise<string | undefined> {
  const spot = await find(place, selector);
  if (typeof spot === "string") return spot;
  if (isUnseen(spot)) return `${describeSelector(selector)} is there, but not to be seen`;
  if (spot.coveredBy !== undefined)
    return `${describeSelector(selector)} is covered by ${spot.coveredBy}; click that away first, with clickIfPresent`;
  await clickAt(place.tab, spot);
  return undefined;
}

/** Notices pop up a moment after the page, if at all. */
const noticeMs = 1_000;

async function clickIfPresent({ tab, patienceMs }: Place, selector: Selector): Promise<undefined> {
  const spot = await locate(tab, selector, Math.min(noticeMs, patienceMs));
  if (spot !== null && spot.coveredBy === undefined) await clickAt(tab, spot);
}

async function clickAt(tab: Tab, spot: Spot): Promise<void> {
  await tab.afterNavigation(() => tab.click(spot));
}

async function type(place: Place, selector: Selector, text: string): Promise<string | undefined> {
  const spot = await find(place, selector);
  if (typeof spot === "string") return spot;
  await clear(place.tab, selector);
  await place.tab.insertText(text);
  return undefined;
}

async function select(place: Place, selector: Selector, option: string): Promise<string | undefined> {
  const spot = await find(place, selector);
  if (typeof spot === "string") return spot;
  const fault = await choose(place.tab, selector, option);
  return fault === null ? undefined : `${describeSelector(selector)} ${fault}`;
}

/** The place of what can be used, or why there is none. */
async function find({ tab, patienceMs }: Place, selector: Selector): Promise<Spot | string> {
  const spot = await locate(tab, selector, patienceMs);
  const name = describeSelector(selector);
  if (spot === null) return `${name} matched nothing within ${toDurationText(patienceMs)}`;
  return spot.disabled ? `${name} is disabled` : spot;
}

async function wait(tab: Tab, options: (Step & { type: "wait" })["options"]): Promise<string | undefined> {
  const { selector: there, gone, response, timeout: timeoutMs } = options;
  const within = `within ${toDurationText(timeoutMs)}`;
  if (response !== undefined)
    return (await tab.waitForResponse(response, { timeoutMs })) ? undefined : `no response ${response} came ${within}`;
  if (await awaitElements(tab, { there, gone, timeoutMs })) return undefined;
  return there
    ? `${describeSelector(there)} did not come ${within}`
    : `${describeSelector(gone!)} did not go ${within}`;
}

async function scrollTo(place: Place, to: Selector | "page"): Promise<string | undefined> {
  if (to === "page") {
    await scroll(place.tab, "page", "end");
    return undefined;
  }
  // Finding an element brings it into view.
  const spot = await locate(place.tab, to, place.patienceMs);
  return spot === null
    ? `${describeSelector(to)} matched nothing within ${toDurationText(place.patienceMs)}`
    : undefined;
}
