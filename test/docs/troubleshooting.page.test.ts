import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDemoApp, type DemoApp } from "../../src/mock/demo-app/server.ts";
import { scrape } from "../../src/scrape/scrape.ts";
import { verdictNames } from "../../src/scrape/verdict.ts";
import { bundledFolder, loadSite } from "../../src/site/load.ts";
import { readDoc } from "../support/doc-examples.ts";
import { openTestBrowser } from "../support/test-browser.ts";

const browser = openTestBrowser();
let app: DemoApp;
beforeAll(async () => (app = await openDemoApp()));
afterAll(async () => {
  await app.close();
  await browser.close();
});

const sections = (await readDoc("troubleshooting.md")).split(/^## /m).map((section) => {
  const [heading = "", ...lines] = section.split("\n");
  const troubles = [...lines.join("\n").matchAll(/demo --trouble ([a-z-]+)/g)].map(([, name]) => name!);
  return { heading, troubles };
});

describe("docs/troubleshooting.md", () => {
  test("has an entry for every verdict, in their order", () => {
    const headings = sections.map(({ heading }) => heading);
    expect(headings.filter((heading) => (verdictNames as readonly string[]).includes(heading))).toEqual(verdictNames);
  });

  const rehearsals = sections.flatMap(({ heading, troubles }) => troubles.map((trouble) => ({ heading, trouble })));
  test.concurrent.each(rehearsals)("demo --trouble $trouble ends in $heading", async ({ heading, trouble }) => {
    const bundled = await loadSite("demo-admin", bundledFolder);
    const site = { ...bundled, ready: { ...bundled.ready, timeout: 4_000 } };
    const timeoutMs = heading === "timeout" ? 3_000 : 30_000;
    const { verdict } = await scrape(
      { name: "demo", url: app.at(trouble), site, timeoutMs, block: true },
      { browser, signal: AbortSignal.timeout(50_000) },
    );
    expect(verdict.name, verdict.sentence).toBe(heading);
  });
});
