import { expect, test } from "vitest";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { makeState, makeUser } from "../support/live-users.ts";
import { openPageTests } from "../support/page-tests.ts";

const { folder, chromium } = await openPageTests();

const serve = () =>
  FrameServer.open({
    folder,
    opening: [makeState(makeUser("Mara Lindqvist", 4), makeUser("Jonas Weidmann", 30))],
  });

test("a sheet on a phone is closed by a touch beside it, and nothing below is touched", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: server.url, width: 390 });
  await page.sees("tbody", "Mara Lindqvist");

  await page.tab.click(".lm-bar ::-p-text(Filters)");
  await page.sees(".lm-menu", "Halden Freight");
  await page.tab.mouse.click(195, 60);

  await page.tab.waitForFunction(() => !document.querySelector(".lm-menu"));
  expect(await page.tab.$(".lm-drawer")).toBeNull();
});

test("the arrows walk round a menu, and Tab out of it closes it", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");
  const focused = () => page.tab.evaluate(() => document.activeElement?.textContent);
  await page.tab.keyboard.press("c");
  await page.sees(".lm-menu", "10 of 19 columns");
  expect(await focused()).toBe("Reset");

  await page.tab.keyboard.press("ArrowUp");
  expect(await focused()).toBe("Source");
  await page.tab.keyboard.press("ArrowDown");
  await page.tab.keyboard.press("ArrowDown");
  expect(await focused()).toBe("Company");
  await page.tab.$$eval(".lm-menu button", (buttons) => buttons.at(-1)!.focus());
  await page.tab.keyboard.press("Tab");

  await page.tab.waitForFunction(() => !document.querySelector(".lm-menu"));
  expect(await page.tab.evaluate(() => document.activeElement?.tagName)).toBe("TABLE");
});

test("rows keep their places under an open menu, wherever the pointer goes", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");
  await page.tab.keyboard.press("c");
  await page.sees(".lm-held", "Order held");

  await page.tab.hover("tbody tr");
  await page.tab.hover(".lm-figures");
  // Its leaving has been drawn.
  await page.tab.waitForFunction(() => !document.querySelector("tbody tr:hover"));
  expect(await page.text(".lm-held")).toBe("Order held");

  await page.tab.keyboard.press("Escape");
  await page.tab.waitForFunction(() => !document.querySelector(".lm-held"));
});

test("a phone has the list of keys in its last sheet, and opens none that it does not show", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: server.url, width: 390 });
  await page.sees("tbody", "Mara Lindqvist");

  await page.tab.keyboard.press("?");
  expect(await page.tab.$(".lm-menu")).toBeNull();
  await page.tab.click(".lm-more");

  await page.sees(".lm-menu", "Single characters are shortcuts");
});

test("a filter finds its values whatever their case and accents", async () => {
  await using server = await FrameServer.open({
    folder,
    opening: [
      makeState(
        makeUser("Mara Lindqvist", 4),
        makeUser("Jonas Weidmann", 30, { company: "Ménard & Fils" }),
        makeUser("Noor van Dijk", 40, { company: "Civic Grid" }),
      ),
    ],
  });
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");

  await page.tab.keyboard.press("f");
  await page.tab.type("[aria-label='Find a company']", "FILS menard");

  await page.sees(".lm-menu-list", /^Ménard & Fils 1$/);
});
