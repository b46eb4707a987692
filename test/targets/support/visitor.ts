import type { WarmBrowser } from "../../../src/browser/browser.ts";
import { waitForLock } from "../../../src/schedule/lock.ts";
import { Logins } from "../../../src/scrape/logins.ts";
import { scrape, type RunResult, type ScrapeTarget } from "../../../src/scrape/scrape.ts";
import { bundledFolder, loadSite } from "../../../src/site/load.ts";
import type { Site } from "../../../src/site/schema.ts";
import { openTestBrowser } from "../../support/test-browser.ts";
import { tempFolder } from "../../support/temp-folder.ts";

export type Visit = Partial<Omit<ScrapeTarget, "site">> & {
  url: string;
  /** Another path, limit or wait than the bundled file has, as a target may state. */
  site?: Partial<Site>;
};

/** Somebody who has the bundled selector files, a browser and a state folder, and nothing else. */
export interface Visitor extends AsyncDisposable {
  browser: WarmBrowser;
  run(site: string, visit: Visit): Promise<RunResult>;
}

/** With `stateFolder`, one who was here before: saved logins are read from it. */
export async function openVisitor(stateFolder?: string): Promise<Visitor> {
  const own = stateFolder === undefined ? await tempFolder() : undefined;
  const browser = openTestBrowser();
  const logins = new Logins(stateFolder ?? own!.path, (file, signal) => waitForLock(file, "a login", signal));
  return {
    browser,
    async run(name, { site, ...visit }) {
      const target = { name, timeoutMs: 30_000, block: true, ...visit };
      return await scrape(
        { ...target, site: { ...(await loadSite(name, bundledFolder)), ...site } },
        { browser, logins, signal: AbortSignal.timeout(target.timeoutMs + 30_000) },
      );
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await own?.[Symbol.asyncDispose]();
    },
  };
}

/** What was read, by its userId, so that a difference names the user. */
export function byUser({ observations }: RunResult): Record<string, RunResult["observations"][number]> {
  return Object.fromEntries(observations.map((observation) => [observation.known.userId, observation]));
}
