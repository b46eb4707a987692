import axios from "axios";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Observation } from "../../src/metric/observation.ts";
import type { StateAnswer } from "../../src/metric/wire.ts";
import { scrape } from "../../src/scrape/scrape.ts";
import { bundledFolder, loadSite } from "../../src/site/load.ts";
import { openChromium } from "../support/chromium.ts";
import { Cli } from "../support/cli.ts";
import { openPageServer, type PageServer } from "../support/page-server.ts";
import { tempFolder, type TempFolder } from "../support/temp-folder.ts";
import { openTestBrowser } from "../support/test-browser.ts";

let folder: TempFolder;
let serve: Cli;
let hub: string;
let app: PageServer;

beforeAll(async () => {
  folder = await tempFolder();
  serve = new Cli(["serve", "--port", "0", "--state-dir", folder.path]);
  [, hub = ""] = await serve.says(/Live Metrics page: (\S+)/);
  const page = await readFile(join(import.meta.dirname, "../selectors/example-dashboard/one-user/page.html"), "utf8");
  app = await openPageServer({ "/dashboard": page });
});
afterAll(async () => {
  await serve[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function readUser(userId: string) {
  const { metrics, metas } = (await (await fetch(new URL("/api/metrics", hub))).json()) as StateAnswer;
  const index = metrics.findIndex((metric) => metric.userId === userId);
  return { metric: metrics[index]!, meta: metas[index]! };
}

describe("the integration guide", () => {
  test("its cURL test is answered and read back", async () => {
    const answer = await fetch(new URL("/api/metrics", hub), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: `{
    "user_id": "test123",
    "name": "Test User",
    "email": "test@example.com",
    "company": "Test Co",
    "session_time_minutes": 15,
    "pages_viewed": 10,
    "current_feature": "Dashboard",
    "is_currently_active": true
  }`,
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ accepted: 1, duplicates: 0 });

    const { metric, meta } = await readUser("test123");
    expect(metric).toMatchObject({
      userName: "Test User",
      sessionDuration: 15,
      pageViews: 10,
      activeFeature: "Dashboard",
      isActive: true,
      clickCount: 0,
    });
    expect(meta.missing).toMatchObject({ clickCount: "clicks was not sent" });
    expect(meta.missing).not.toHaveProperty("pageViews");
  });

  test("its Puppeteer script works unchanged, and the bundled site reads the same values", async () => {
    const ours = await readWithSite();
    const theirs = await runScriptOfTheGuide();
    const { metric } = await readUser("user123");

    expect(metric).toMatchObject({
      userName: theirs.name,
      company: theirs.company,
      pageViews: theirs.pages_viewed,
      lastAction: theirs.last_action,
    });
    expect(ours.known).toMatchObject({
      userId: theirs.user_id,
      userName: theirs.name,
      company: theirs.company,
      pageViews: theirs.pages_viewed,
      activeFeature: theirs.current_feature,
      featuresUsed: theirs.features_accessed,
      isActive: theirs.is_currently_active,
      lastAction: theirs.last_action,
    });
    // Both count from the same start to their own moment of reading.
    expect(Math.abs(ours.known.sessionDuration! - theirs.session_time_minutes)).toBeLessThan(1);
    expect(ours.missing.lastAction).toBe(".last-action matched nothing; the default stands in");
  });
});

async function readWithSite(): Promise<Observation> {
  const browser = openTestBrowser();
  try {
    const site = await loadSite("example-dashboard", bundledFolder);
    const { observations } = await scrape(
      { name: "guide", url: app.url, site, timeoutMs: 20_000, block: true },
      { browser, signal: AbortSignal.timeout(30_000) },
    );
    return observations[0]!;
  } finally {
    await browser.close();
  }
}

/** The guide's `scrapeUserMetrics`, with its two addresses and the launch replaced. */
async function runScriptOfTheGuide() {
  await using chromium = await openChromium();
  const page = await chromium.browser.newPage();
  await page.goto(`${app.origin}/dashboard`);
  await page.waitForSelector(".user-profile");

  const metrics = await page.evaluate(() => {
    const userId = document.querySelector("[data-user-id]")?.textContent;
    const userName = document.querySelector(".user-name")?.textContent;
    const company = document.querySelector(".company-name")?.textContent;
    const sessionStart = parseInt(localStorage.getItem("sessionStart") || "0");
    const sessionDuration = (Date.now() - sessionStart) / 60000;
    const pageViews = parseInt(sessionStorage.getItem("pageViews") || "0");
    const activeFeature = document.querySelector(".active-tab")?.textContent || "Dashboard";
    const featuresUsed = Array.from(new Set<string>(JSON.parse(sessionStorage.getItem("featuresUsed") || "[]")));

    return {
      user_id: userId,
      name: userName,
      company: company,
      session_time_minutes: sessionDuration,
      pages_viewed: pageViews,
      current_feature: activeFeature,
      features_accessed: featuresUsed,
      is_currently_active: document.visibilityState === "visible",
      last_action: "Page navigation",
      last_action_timestamp: new Date().toISOString(),
    };
  });

  await axios.post(new URL("/api/metrics", hub).href, metrics);
  return metrics;
}
