import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDemoApp, type DemoApp } from "../../src/mock/demo-app/server.ts";
import { scrape } from "../../src/scrape/scrape.ts";
import { loadSite } from "../../src/site/load.ts";
import { docsFolder } from "../support/doc-examples.ts";
import { openTestBrowser } from "../support/test-browser.ts";

const folder = join(docsFolder, "examples/selectors");
const browser = openTestBrowser();
let app: DemoApp;
beforeAll(async () => (app = await openDemoApp({ count: 60 })));
afterAll(async () => {
  await app.close();
  await browser.close();
});

describe("docs/examples/selectors", () => {
  test.concurrent.each(readdirSync(folder))("%s reads all users of its screen, and all its fields", async (file) => {
    const site = await loadSite(file, folder);
    const { verdict, observations } = await scrape(
      { name: file, url: app.url, site, timeoutMs: 40_000, block: true },
      { browser, signal: AbortSignal.timeout(50_000) },
    );
    expect(verdict, verdict.sentence).toMatchObject({ name: "rows", warnings: [] });
    expect(new Set(observations.map(({ known }) => known.userId)).size).toBe(60);
    for (const name of Object.keys(site.fields))
      expect(
        observations.some(({ known }) => name in known),
        `${name} was read of somebody`,
      ).toBe(true);
  });
});
