import type { Browser } from "puppeteer";
import { cacheFolder } from "../../src/browser/cache-folder.ts";
import { findBrowser, toMissingError } from "../../src/browser/find.ts";
import { launch } from "../../src/browser/launch.ts";
import { tempFolder } from "./temp-folder.ts";

export interface TestBrowser extends AsyncDisposable {
  browser: Browser;
}

/** Chromium as the product finds and starts it, for tests that look at pages themselves. */
export async function openChromium(): Promise<TestBrowser> {
  const report = await findBrowser({ path: undefined, headed: false, env: process.env, cache: cacheFolder() });
  if (!report.winner) throw toMissingError(report);

  const profile = await tempFolder();
  const sandbox = process.getuid?.() !== 0;
  const browser = await launch({ found: report.winner, sandbox, headed: false, profile: profile.path });
  return {
    browser,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await profile[Symbol.asyncDispose]();
    },
  };
}
