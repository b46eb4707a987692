import { openBrowser, type WarmBrowser } from "../../src/browser/browser.ts";
import { browserOptions } from "../../src/browser/options.ts";
import { silentLog } from "../../src/log.ts";

/** A browser with the product's own defaults; close it when done. */
export function openTestBrowser(options: Parameters<typeof browserOptions.parse>[0] = {}): WarmBrowser {
  return openBrowser({ options: browserOptions.parse(options), log: silentLog });
}
