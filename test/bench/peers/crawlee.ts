import { Configuration, PuppeteerCrawler, log } from "@crawlee/puppeteer";
import type { LaunchOptions } from "puppeteer";
import { readUsers } from "../floors/pages.ts";
import { concurrency, type Reader } from "../support/reader.ts";

/** Crawlee as its guide sets it up; a crawler and its browser live for one list of addresses. */
export function openPeer(launchOptions: LaunchOptions): Reader {
  log.setLevel(log.LEVELS.ERROR);
  return {
    async read(urls, onPage) {
      const crawler = new PuppeteerCrawler(
        {
          launchContext: { launchOptions },
          minConcurrency: concurrency,
          maxConcurrency: concurrency,
          maxRequestRetries: 0,
          preNavigationHooks: [(_context, gotoOptions) => void (gotoOptions.waitUntil = "domcontentloaded")],
          requestHandler: async ({ page }) => onPage(await page.evaluate(readUsers)),
        },
        new Configuration({ persistStorage: false }),
      );
      await crawler.run(urls);
    },
    close: async () => {},
  };
}
