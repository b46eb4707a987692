import { expect, test } from "vitest";
import { Cli } from "../support/cli.ts";
import { openChromium } from "../support/chromium.ts";

test("the demo's users show on the page as they are in the app, change there, and it ends by itself", async () => {
  const env = { METRICS_SERVER_PORT: "0" };
  await using cli = new Cli(["demo", "--people", "7", "--for", "15s"], { env });
  const [, app = ""] = await cli.says(/Demo app: (\S+)/);
  const [, url = ""] = await cli.says(/Live Metrics page: (\S+)/);

  expect(new URL(url).port).not.toBe("3001");
  await using chromium = await openChromium();
  const page = await chromium.browser.newPage();
  await page.goto(url);
  await page.waitForFunction((count) => document.querySelectorAll("tbody tr").length === count, {}, 7);
  const shown = await page.evaluate(() => document.body.innerText);
  const names = [...(await (await fetch(app)).text()).matchAll(/class="name"[^>]*>([^<]+)</g)].map(([, name]) => name!);
  expect(names).toHaveLength(7);
  for (const name of names) expect(shown).toContain(name.replaceAll("&#39;", "'"));

  // The app's users click all the time, and the page must follow by itself.
  const clicks = await page.$$eval(".lm-c-clicks", (cells) => cells.map(({ textContent }) => textContent).join());
  await page.waitForFunction(
    (before) =>
      Array.from(document.querySelectorAll(".lm-c-clicks"), ({ textContent }) => textContent).join() !== before,
    {},
    clicks,
  );

  const { code, stdout, stderr } = await cli.ended();
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toMatch(/\d+ runs, \d+ rows read {2}demo=rows/);
});
