import { withDeadline } from "../../browser/deadline.ts";
import type { Tab } from "../../browser/tab.ts";
import type { Site } from "../../site/schema.ts";
import type { Capture } from "../in-page.ts";
import { Looker } from "../look.ts";
import { toCapturePlan, withoutWaiting } from "../plan.ts";
import type { PageReading } from "../reading.ts";
import type { SavedPage } from "./bundle.ts";
import { snapshotInPage, type SavedDocument } from "./snapshot-in-page.ts";

/** What a page looked like at the end of a run that went badly. */
export interface PageEvidence {
  document: SavedDocument;
  /** What the document held when it was saved. */
  reading: PageReading;
  page: Exclude<SavedPage, "none">;
  screenshot: Buffer | undefined;
}

interface TakeRequest {
  site: Site;
  /** Of the list's last page, and whether a page after it ended the list; undefined where the run never came to reading. */
  last: PageReading | undefined;
  isWalled: boolean;
  /** Whether an image of the page may be kept. */
  withImage: boolean;
}

/** A page that does not answer is not worth the time of the next run. */
const takeMs = 5_000;
/** More would not fit into a bundle. */
const longest = 40_000_000;

/** Saves the page at hand; undefined where it cannot be had. Never throws: how the run ended is settled already. */
export async function takePage(tab: Tab, request: TakeRequest): Promise<PageEvidence | undefined> {
  try {
    return await withDeadline(take(tab, request), { ms: takeMs, what: "Saving the page" });
  } catch {
    return undefined; // There is no page any more, or it is stuck: the bundle says that it has none.
  }
}

async function take(tab: Tab, { site, last, isWalled, withImage }: TakeRequest): Promise<PageEvidence | undefined> {
  const text = await tab.evaluate(snapshotInPage, longest);
  if (text === "") return undefined;
  const reading = await new Looker(tab, site).look(withoutWaiting(toCapturePlan(site)));
  const screenshot = withImage ? await tab.screenshot() : undefined;
  const isLast = last !== undefined && isSamePage(last.capture, reading.capture);
  return {
    document: JSON.parse(text) as SavedDocument,
    reading,
    page: isLast ? "last" : isWalled ? "wall" : "other",
    screenshot,
  };
}

/** A page may change after it was read and before it was saved. */
function isSamePage(one: Capture, other: Capture): boolean {
  return identify(one) === identify(other);
}

function identify({ url, title, rows, rowMatches, placeholders, walls, passwordField, emptyMarker, excerpt }: Capture) {
  return JSON.stringify([url, title, rows, rowMatches, placeholders, walls, passwordField, emptyMarker, excerpt]);
}
