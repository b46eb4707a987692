import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { WarmBrowser } from "../../src/browser/browser.ts";
import { readBundle, type Bundle } from "../../src/scrape/bundle/bundle.ts";
import { compareReplay, replay, type Replay } from "../../src/scrape/bundle/replay.ts";
import { Logins } from "../../src/scrape/logins.ts";
import { waitForLock } from "../../src/schedule/lock.ts";
import { scrape, type RunResult, type ScrapeTarget } from "../../src/scrape/scrape.ts";
import { site as siteSchema, type Site } from "../../src/site/schema.ts";
import { keptLog } from "./kept-log.ts";

interface RunRequest {
  url: string;
  site: object;
  /** In which the bundle is left. */
  folder: string;
  target?: Partial<ScrapeTarget>;
}

export function siteOf(written: object): Site {
  return siteSchema.parse({ version: 1, ready: { timeout: "300ms", stable: "0ms" }, ...written });
}

/** One run of a target, with its bundle where it went badly. */
export async function runWithBundle(
  browser: WarmBrowser,
  { url, site, folder, target }: RunRequest,
): Promise<RunResult & { warnings: unknown[] }> {
  const { log, said } = keptLog();
  const logins = new Logins(join(folder, "..", "logins"), (file, until) => waitForLock(file, "The login", until));
  const result = await scrape(
    { name: "users", url, site: siteOf(site), timeoutMs: 20_000, block: true, ...target },
    { browser, signal: AbortSignal.timeout(50_000), salt: "salt", bundles: { folder, log }, logins },
  );
  return { ...result, warnings: said };
}

export interface Replayed {
  bundle: Bundle;
  replayed: Replay;
  differences: string[];
}

export async function replayFolder(browser: WarmBrowser, folder: string): Promise<Replayed> {
  const bundle = await readBundle(folder);
  const replayed = await replay({ bundle, browser, signal: AbortSignal.timeout(50_000) });
  return { bundle, replayed, differences: compareReplay(bundle, replayed, bundle.target.site) };
}

/** Every file of a bundle by its name. */
export async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "latin1")));
  return Object.fromEntries(names.map((name, index) => [name, texts[index]!]));
}
