import { afterAll, beforeAll, expect, test } from "vitest";
import type { DemoApp } from "../../src/mock/demo-app/server.ts";
import { scrape } from "../../src/scrape/scrape.ts";
import { bundledFolder, loadSite } from "../../src/site/load.ts";
import { openApp } from "../mock/demo-app/visit.ts";
import { openTestBrowser } from "../support/test-browser.ts";

const browser = openTestBrowser();
let app: DemoApp;
beforeAll(async () => (app = await openApp()));
afterAll(async () => {
  await app.close();
  await browser.close();
});

test.each<[string, string, number, RegExp]>([
  ["endless-next", "rows", 24, /^24 rows read on 3 pages\.$/],
  ["looping-next", "rows", 24, /^24 rows read on 3 pages\.$/],
  ["looping-next+people:50", "partial", 30, /^30 of 50 rows read .*; page 4 shows the rows of page 1 again/],
  ["short", "partial", 24, /^24 of 31 rows read .*; the page itself counts 31\.$/],
])("no half list of the demo app passes for a whole one: %s is %s", async (trouble, name, users, sentence) => {
  const { verdict, observations } = await scrape(
    {
      name: "demo",
      url: app.at(trouble),
      site: await loadSite("demo-admin", bundledFolder),
      timeoutMs: 30_000,
      block: true,
    },
    { browser, signal: AbortSignal.timeout(50_000) },
  );
  expect([verdict.name, observations.length, verdict.warnings]).toEqual([name, users, []]);
  expect(verdict.sentence).toMatch(sentence);
});
