import { Cluster } from "puppeteer-cluster";
import type { LaunchOptions } from "puppeteer";
import { readUsers } from "../floors/pages.ts";
import { concurrency, type Reader } from "../support/reader.ts";

/** puppeteer-cluster as its guide sets it up: a context of its own for every address. */
export async function openPeer(puppeteerOptions: LaunchOptions): Promise<Reader> {
  const cluster = await Cluster.launch({
    concurrency: Cluster.CONCURRENCY_CONTEXT,
    maxConcurrency: concurrency,
    puppeteerOptions,
  });
  return {
    async read(urls, onPage) {
      await cluster.task(async ({ page, data: url }) => {
        await page.goto(url, { waitUntil: "domcontentloaded" });
        onPage(await page.evaluate(readUsers));
      });
      for (const url of urls) void cluster.queue(url);
      await cluster.idle();
    },
    close: () => cluster.close(),
  };
}
