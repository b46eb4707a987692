import { expect, test } from "vitest";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { makeState, makeUser } from "../support/live-users.ts";
import { openPageTests } from "../support/page-tests.ts";

const { folder, chromium } = await openPageTests();

const opening = [makeState(makeUser("Mara Lindqvist", 4, { lastAction: "Added a funnel step" }))];
const serve = () => FrameServer.open({ folder, opening });
const headings = (page: LivePage) => page.tab.$$eval("thead th", (cells) => cells.map((cell) => cell.innerText.trim()));

test("the menu ticks what is shown, and what is ticked is shown, where usual columns are left out", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: server.url, width: 1_100 });
  await page.sees("tbody", "Mara Lindqvist");
  await page.tab.keyboard.press("c");
  await page.sees(".lm-menu", "6 of 19 columns");
  expect(await headings(page)).toEqual(["User", "Status", "Feature", "Session", "Last action", "Data age"]);

  await page.tab.click(".lm-menu ::-p-text(Company)");
  await page.tab.click(".lm-menu ::-p-text(Session)");
  await page.sees(".lm-menu", "6 of 19 columns");
  expect(await headings(page)).toEqual(["User", "Status", "Feature", "Last action", "Data age", "Company"]);

  await page.tab.click(".lm-menu ::-p-text(Reset)");
  expect(await headings(page)).toEqual(["User", "Status", "Feature", "Session", "Last action", "Data age"]);
});

test("all usual columns are there again where there is room, unless others were chosen", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: server.url, width: 1_100 });
  await page.sees("tbody", "Mara Lindqvist");

  await page.tab.setViewport({ width: 1_440, height: 900 });
  await page.sees("thead", "Company");
  await page.tab.keyboard.press("c");
  await page.tab.click(".lm-menu ::-p-text(Views)");
  await page.tab.setViewport({ width: 1_100, height: 900 });

  await page.sees(".lm-menu", "9 of 19 columns");
  expect(await headings(page)).toHaveLength(9);
});

test.each([1_280, 1_336, 1_440])("a last action can be read at a width of %d px", async (width) => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: server.url, width });
  await page.sees("tbody", "Added a funnel step");
  const usual = await page.tab.$eval("td.lm-c-action", (cell) => cell.clientWidth);

  await page.tab.keyboard.press("c");
  await page.tab.click(".lm-menu ::-p-text(E-mail)");
  await page.tab.click(".lm-menu ::-p-text(Source)");
  await page.sees("thead", "Source");

  expect(usual).toBeGreaterThanOrEqual(160);
  expect(await page.tab.$eval("td.lm-c-action", (cell) => cell.clientWidth)).toBeGreaterThanOrEqual(160);
});
