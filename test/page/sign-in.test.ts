import { expect, test } from "vitest";
import { openChromium } from "../support/chromium.ts";
import { openKeyedHub } from "../support/hub/keyed-hub.ts";

test("a person signs in by the hub's link, also in a tab that asks for a key already, and stays signed in", async () => {
  await using hub = await openKeyedHub();
  await using chromium = await openChromium();
  const page = await chromium.browser.newPage();
  await page.goto(hub.url);
  expect(new URL(page.url()).pathname).toBe("/sign-in");

  await page.type("#key", "lm_wrong");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#problem:not([hidden])");
  expect(await page.$eval("#problem", ({ textContent }) => textContent)).toContain("not valid");

  const [, token] = hub.signInUrl!.split("#");
  await page.evaluate((text) => void (location.hash = text), token!);
  await page.waitForFunction(() => location.pathname === "/");
  expect(page.url()).toBe(`${hub.url}/`);
  expect(await page.title()).toBe("Live Metrics");
  expect(await page.evaluate(() => document.cookie)).toBe("");
  await page.reload();
  expect(page.url()).toBe(`${hub.url}/`);
});
