import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { WarmBrowser } from "../../src/browser/browser.ts";
import type { Observation } from "../../src/metric/observation.ts";
import { replay } from "../../src/scrape/bundle/replay.ts";
import { readCase } from "../../src/scrape/bundle/save-case.ts";
import { scrape } from "../../src/scrape/scrape.ts";
import type { Verdict } from "../../src/scrape/verdict.ts";
import type { Site } from "../../src/site/schema.ts";
import { openPageServer } from "./page-server.ts";

interface SelectorCase {
  /** With `page.html` and `expected.json`, and with `case.json` where it was made of a failure bundle. */
  folder: string;
  /** The selector file of the folder above; a case of a bundle may bring its own. */
  site: Site | undefined;
  browser: WarmBrowser;
}

interface Expected {
  verdict: string;
  observations: { known: object }[];
}

/** Reads the page of a case and expects what stands beside it. */
export async function expectCase(given: SelectorCase): Promise<void> {
  const expected = JSON.parse(await readFile(join(given.folder, "expected.json"), "utf8")) as Expected;
  const { verdict, observations } = await readPageOf(given);
  expect(verdict.name, verdict.sentence).toBe(expected.verdict);
  expect(observations).toMatchObject(expected.observations);
  expect(observations).toHaveLength(expected.observations.length);
}

async function readPageOf({
  folder,
  site,
  browser,
}: SelectorCase): Promise<{ verdict: Verdict; observations: Observation[] }> {
  const signal = AbortSignal.timeout(30_000);
  if (existsSync(join(folder, "case.json")))
    return await replay({ bundle: await readCase(folder, site), browser, signal });

  if (site === undefined) throw new Error(`${folder} has neither a site nor a case.json`);
  const { pathname } = new URL(site.path ?? "", "http://app.example.com/");
  await using server = await openPageServer({ [pathname]: await readFile(join(folder, "page.html"), "utf8") });
  const target = { name: "case", url: server.url, site, timeoutMs: 20_000, block: true };
  return await scrape(target, { browser, signal });
}
