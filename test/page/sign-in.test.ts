import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChromium, type TestBrowser } from "../support/chromium.ts";
import { openKeyedHub, type KeyedHub } from "../support/hub/keyed-hub.ts";

/** Set to a folder to look at the page as it is in the end. */
const pictures = process.env.SIGN_IN_PICTURES;

let chromium: TestBrowser;
let hub: KeyedHub;
beforeAll(async () => {
  chromium = await openChromium();
  hub = await openKeyedHub();
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await chromium[Symbol.asyncDispose]();
});

interface Opened extends AsyncDisposable {
  page: Page;
  /** What the browser complained about: errors of scripts and of the content security policy. */
  problems: string[];
}

/** Each time as another browser, without a session. */
async function open(url: string): Promise<Opened> {
  const context = await chromium.browser.createBrowserContext();
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) problems.push(message.text());
  });
  await page.goto(url);
  return { page, problems, [Symbol.asyncDispose]: () => context.close() };
}

async function tryKey(page: Page, key: string): Promise<void> {
  await page.type("#key", key);
  await page.keyboard.press("Enter");
}

async function problemOn(page: Page): Promise<string> {
  await page.waitForSelector("#problem:not([hidden])");
  return page.$eval("#problem", (element) => element.textContent);
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: path.join(pictures, `${name}.png`) });
}

describe("the sign-in page", () => {
  it("takes the hub's link, also in a tab that stands there already, once, and keeps nothing of it", async () => {
    await using first = await open(hub.url);
    const { page } = first;
    expect(page.url()).toBe(`${hub.url}/sign-in`);
    await tryKey(page, "lm_wrong");
    expect(await problemOn(page)).toContain("not valid");

    const [, token] = hub.signInUrl!.split("#");
    await page.evaluate((text) => void (location.hash = text), token!);
    await page.waitForFunction(() => location.pathname === "/" && document.title === "Live Metrics");
    expect(page.url()).toBe(`${hub.url}/`);
    expect(await page.evaluate(() => document.cookie)).toBe("");
    await page.reload();
    expect(page.url()).toBe(`${hub.url}/`);

    await using second = await open(`${hub.url}/sign-in#${token}`);
    expect(await problemOn(second.page)).toContain("a link counts once");
    expect(second.page.url()).toBe(`${hub.url}/sign-in`);
    expect([...first.problems, ...second.problems]).toEqual([]);
  });

  it("takes a key from the keyboard alone, after one that may not read", async () => {
    await using opened = await open(hub.url);
    const { page } = opened;
    await tryKey(page, hub.keys.ingest);
    expect(await problemOn(page)).toContain("a key must have the scope read");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("key");

    await page.$eval("#key", (input) => ((input as HTMLInputElement).value = ""));
    await tryKey(page, ` ${hub.keys.read} `);
    await page.waitForFunction(() => document.title === "Live Metrics");
    expect(opened.problems).toEqual([]);
  });

  it("names its field, tells its problems aloud, and shows the key to nobody", async () => {
    await using opened = await open(hub.url);
    const { page } = opened;
    for (const selector of ["aria/Sign in[role='heading']", "aria/Key[role='textbox']", "aria/Sign in[role='button']"])
      expect([selector, (await page.$$(selector)).length]).toEqual([selector, 1]);
    expect(await page.$eval("#problem", (element) => element.role)).toBe("alert");
    expect(await page.$eval("#key", (input) => (input as HTMLInputElement).type)).toBe("password");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("key");
  });

  it.each([
    ["light", 1_024, "rgb(247, 248, 249)"],
    ["dark", 1_024, "rgb(12, 14, 15)"],
    ["dark", 320, "rgb(12, 14, 15)"],
  ] as const)("fits, in %s at %d pixels", async (scheme, width, backdrop) => {
    await using opened = await open(hub.url);
    const { page } = opened;
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.setViewport({ width, height: 640 });
    await picture(page, `${scheme}-${width}`);
    await tryKey(page, "lm_none");
    await problemOn(page);
    await picture(page, `${scheme}-${width}-problem`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(await page.$eval("body", (body) => getComputedStyle(body).backgroundColor)).toBe(backdrop);
  });
});
