import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, test } from "vitest";
import { bundledFolder, bundledSites, loadSite } from "../../src/site/load.ts";
import { expectCase } from "../support/selector-case.ts";
import { openTestBrowser } from "../support/test-browser.ts";

const browser = openTestBrowser();
afterAll(() => browser.close());

async function casesOf(site: string): Promise<string[]> {
  return (await readdir(join(import.meta.dirname, site), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

describe.each(await bundledSites())("selectors/%s.yaml", async (name) => {
  test.each(await casesOf(name))("reads %s as expected", async (which) => {
    const site = await loadSite(name, bundledFolder);
    await expectCase({ folder: join(import.meta.dirname, name, which), site, browser });
  });
});
