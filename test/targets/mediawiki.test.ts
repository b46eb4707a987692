import { readFile } from "node:fs/promises";
import { afterAll, describe, expect, test } from "vitest";
import { scrape } from "../../src/scrape/scrape.ts";
import { bundledFolder, loadSite } from "../../src/site/load.ts";
import { openTestBrowser } from "../support/test-browser.ts";
import { expectedFile, isUp } from "./up.ts";

const url = `http://127.0.0.1:${process.env.MEDIAWIKI_PORT ?? 4801}/`;

describe.skipIf(!(await isUp("mediawiki", url)))("MediaWiki", () => {
  const browser = openTestBrowser();
  afterAll(() => browser.close());

  test("active users are the seeded ones and the wiki's own, and nobody else", async () => {
    const { activeUsers } = JSON.parse(await readFile(expectedFile("mediawiki"), "utf8")) as {
      activeUsers: { userName: string; actions: number }[];
    };
    const site = await loadSite("mediawiki-active-users", bundledFolder);

    const { verdict, observations } = await scrape(
      { name: "wiki", url, site, timeoutMs: 30_000, block: true },
      { browser, signal: AbortSignal.timeout(60_000) },
    );
    const read = Object.fromEntries(observations.map(({ known }) => [known.userName, known.eventsTriggered]));
    const { "MediaWiki default": ownActions, ...others } = read;

    expect(verdict.name, verdict.sentence).toBe("rows");
    expect(ownActions).toBeGreaterThanOrEqual(1);
    expect(others).toEqual(Object.fromEntries(activeUsers.map(({ userName, actions }) => [userName, actions])));
    expect(observations.every(({ known }) => known.userId === known.userName)).toBe(true);
  });
});
