import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openTestBrowser } from "../support/test-browser.ts";
import { openPageServer } from "../support/page-server.ts";
import { scrape } from "../../src/scrape/scrape.ts";
import { bundledFolder, bundledSites, loadSite } from "../../src/site/load.ts";

interface Expected {
  verdict: string;
  observations: { known: object }[];
}

const browser = openTestBrowser();
afterAll(() => browser.close());

async function casesOf(site: string): Promise<string[]> {
  return (await readdir(join(import.meta.dirname, site), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

describe.each(await bundledSites())("selectors/%s.yaml", async (name) => {
  test.each(await casesOf(name))("reads %s as expected", async (which) => {
    const folder = join(import.meta.dirname, name, which);
    const expected = JSON.parse(await readFile(join(folder, "expected.json"), "utf8")) as Expected;

    const site = await loadSite(name, bundledFolder);
    const { pathname } = new URL(site.path ?? "", "http://app.example.com/");
    await using server = await openPageServer({ [pathname]: await readFile(join(folder, "page.html"), "utf8") });
    const result = await scrape(
      { name, url: server.url, site, timeoutMs: 20_000, block: true },
      browser,
      AbortSignal.timeout(30_000),
    );
    expect(result.verdict.name, result.verdict.sentence).toBe(expected.verdict);
    expect(result.observations).toMatchObject(expected.observations);
    expect(result.observations).toHaveLength(expected.observations.length);
  });
});
