import { resolve } from "node:path";
import type * as browserSource from "../../../src/browser/browser.ts";
import type * as cacheFolderSource from "../../../src/browser/cache-folder.ts";
import type * as findSource from "../../../src/browser/find.ts";
import type * as optionsSource from "../../../src/browser/options.ts";
import type * as parcelSource from "../../../src/delivery/parcel.ts";
import type * as spoolSource from "../../../src/delivery/spool/spool.ts";
import type * as spoolQueueSource from "../../../src/delivery/spool/spool-queue.ts";
import type * as arrivalsSource from "../../../src/hub/arrivals.ts";
import type * as hubSource from "../../../src/hub/hub.ts";
import type * as hubOptionsSource from "../../../src/hub/options.ts";
import type * as intakeSource from "../../../src/hub/intake.ts";
import type * as serverSource from "../../../src/hub/server.ts";
import type * as settleSource from "../../../src/hub/store/settle.ts";
import type * as sqliteWriterSource from "../../../src/hub/store/sqlite-writer.ts";
import type * as storesSource from "../../../src/hub/store/index.ts";
import type * as logSource from "../../../src/log.ts";
import type * as extractSource from "../../../src/scrape/extract.ts";
import type * as pageTasksSource from "../../../src/scrape/page-tasks.ts";
import type * as planSource from "../../../src/scrape/plan.ts";
import type * as scrapeSource from "../../../src/scrape/scrape.ts";
import type * as siteSource from "../../../src/site/schema.ts";

// What is measured is what is shipped, so it comes from `dist`, typed by its source.
export const { openBrowser } = await load<typeof browserSource>("browser/browser.js");
export const { cacheFolder } = await load<typeof cacheFolderSource>("browser/cache-folder.js");
export const { findBrowser } = await load<typeof findSource>("browser/find.js");
export const { browserOptions } = await load<typeof optionsSource>("browser/options.js");
export const { toParcel } = await load<typeof parcelSource>("delivery/parcel.js");
export const { Spool } = await load<typeof spoolSource>("delivery/spool/spool.js");
export const { SpoolQueue } = await load<typeof spoolQueueSource>("delivery/spool/spool-queue.js");
export const { toUserArrival } = await load<typeof arrivalsSource>("hub/arrivals.js");
export const { Hub } = await load<typeof hubSource>("hub/hub.js");
export const { hubOptions } = await load<typeof hubOptionsSource>("hub/options.js");
export const { readMetrics } = await load<typeof intakeSource>("hub/intake.js");
export const { openHub } = await load<typeof serverSource>("hub/server.js");
export const { settle } = await load<typeof settleSource>("hub/store/settle.js");
export const { SqliteWriter } = await load<typeof sqliteWriterSource>("hub/store/sqlite-writer.js");
export const { stores } = await load<typeof storesSource>("hub/store/index.js");
export const { silentLog } = await load<typeof logSource>("log.js");
export const { extract } = await load<typeof extractSource>("scrape/extract.js");
export const { capturePage } = await load<typeof pageTasksSource>("scrape/page-tasks.js");
export const { toCapturePlan } = await load<typeof planSource>("scrape/plan.js");
export const { scrape } = await load<typeof scrapeSource>("scrape/scrape.js");
export const { site } = await load<typeof siteSource>("site/schema.js");

async function load<Module>(path: string): Promise<Module> {
  return (await import(resolve(import.meta.dirname, "../../../dist", path))) as Module;
}
