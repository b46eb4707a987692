import { expect, test } from "vitest";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { makeState, makeUser } from "../support/live-users.ts";
import { openPageTests } from "../support/page-tests.ts";

const { folder, chromium } = await openPageTests();

const people = Array.from({ length: 60 }, (_, index) => makeUser(`User ${index + 1}`, 10 * index + 1));
const serve = () => FrameServer.open({ folder, opening: [makeState(...people)] });

const sizes = [
  { window: "at 200 % zoom", width: 720, height: 450 },
  { window: "of a phone held sideways", width: 844, height: 390 },
  { window: "of half a screen", width: 960, height: 540 },
  { window: "of a small laptop", width: 1_280, height: 640 },
];

test.each(sizes)("in the window $window the wheel goes from the figures to the last user", async (size) => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: server.url, ...size });
  await page.sees(".lm-figures", "Active now");
  await page.tab.waitForSelector("tbody tr");
  expect(await page.tab.evaluate(() => document.documentElement.scrollHeight)).toBe(size.height);

  // The first user is brought into sight by it, and the pointer is then among the rows.
  await page.tab.mouse.move(200, size.height - 100);
  await page.tab.mouse.wheel({ deltaY: 300 });
  await page.tab.waitForFunction(seesRow, {}, "User 5");
  await page.tab.mouse.wheel({ deltaY: 10_000 });

  await page.tab.waitForFunction(seesRow, {}, "User 60");
  expect(await page.text(".lm-count")).toBe("60 users");
  expect(await page.tab.evaluate(isOnTop, ".lm-search input")).toBe(true);
  expect(await page.tab.evaluate(isOnTop, "th.lm-c-status button")).toBe(true);
});

test.each(sizes)("in the window $window the keyboard goes to no row below the headings", async (size) => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: server.url, ...size });
  await page.sees(".lm-figures", "Active now");
  await page.tab.waitForSelector("tbody tr");

  await page.tab.focus("[data-lm-table]");
  await page.tab.keyboard.press("End");
  await page.tab.waitForFunction(seesRow, {}, "User 60");
  await page.tab.keyboard.press("Home");

  await page.tab.waitForFunction(seesRow, {}, "User 1");
});

test("in a low window more columns than fit move sideways under a toolbar that stays", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: server.url, width: 844, height: 390 });
  await page.tab.waitForSelector("tbody tr");
  await page.tab.keyboard.press("c");
  await page.tab.click(".lm-menu ::-p-text(E-mail)");
  await page.tab.click(".lm-menu ::-p-text(Source)");
  await page.tab.keyboard.press("Escape");

  await page.tab.$eval(".lm-main", (main) => main.scrollTo(10_000, 10_000));

  await page.tab.waitForFunction(seesRow, {}, "User 60");
  expect(await page.tab.evaluate(isOnTop, "th.lm-c-source button")).toBe(true);
  expect(await page.tab.evaluate(isOnTop, ".lm-columns-button")).toBe(true);
  expect(await page.tab.evaluate(isOnTop, ".lm-search input")).toBe(true);
});

/** Whether nothing lies over the row of that user: it can be read and clicked. */
function seesRow(name: string): boolean {
  const row = [...document.querySelectorAll("tbody tr")].find(
    (row) => row.querySelector(".lm-name")?.textContent === name,
  );
  if (!row) return false;
  const { top, bottom } = row.getBoundingClientRect();
  const x = document.querySelector(".lm-main")!.getBoundingClientRect().left + 40;
  return [top + 2, bottom - 2].every((y) => row.contains(document.elementFromPoint(x, y)));
}

function isOnTop(selector: string): boolean {
  const part = document.querySelector(selector)!;
  const { left, top, width, height } = part.getBoundingClientRect();
  return part.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}
