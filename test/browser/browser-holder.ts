/** Leases a page, says so, and holds it until it is killed. */
import { openBrowser } from "../../src/browser/browser.ts";
import { browserOptions } from "../../src/browser/options.ts";
import { silentLog } from "../../src/log.ts";

const browser = openBrowser({ options: browserOptions.parse({}), log: silentLog });
await browser.withTab(
  async (tab) => {
    await tab.goto(process.argv[2] ?? "");
    process.send!("holding");
    await tab.evaluate(() => new Promise(() => {}), undefined);
  },
  { signal: new AbortController().signal, deadlineMs: 60_000, block: true },
);
