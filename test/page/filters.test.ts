import { expect, test } from "vitest";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { makeState, makeUser } from "../support/live-users.ts";
import { openPageTests } from "../support/page-tests.ts";

const { folder, chromium } = await openPageTests();

const opening = [
  makeState(
    makeUser("Mara Lindqvist", 4),
    makeUser("Jonas Weidmann", 5, { company: "Wolkenburg International Logistics" }),
    makeUser("Noor van Dijk", 6, { company: "Civic Grid" }),
  ),
];
const serve = () => FrameServer.open({ folder, opening });
const filtered =
  "?company=Wolkenburg+International+Logistics&company=Halden+Freight&feature=Revenue&feature=Funnels&status=active&status=idle";

test.each([1_440, 1_280, 1_100, 1_000, 900, 768, 720])(
  "with every filter set at a width of %d px, each can be opened and removed",
  async (width) => {
    await using server = await serve();
    await using page = await LivePage.open(chromium, { url: `${server.url}${filtered}`, width });
    await page.sees(".lm-count", "2 of 3");

    const hidden = await page.tab.$$eval(".lm-bar button, .lm-count, .lm-search input", (parts) =>
      parts
        .filter((part) => {
          const { left, right, top, height } = part.getBoundingClientRect();
          return [left + 3, right - 3].some((x) => !part.contains(document.elementFromPoint(x, top + height / 2)));
        })
        .map((part) => part.ariaLabel ?? part.textContent),
    );
    expect(hidden).toEqual([]);

    await page.tab.click("[aria-label='Remove the status filter']");
    await page.tab.click("[aria-label='Remove the company filter']");

    await page.tab.waitForFunction(() => location.search === "?feature=Revenue&feature=Funnels");
  },
);

test("says how many are chosen of each filter, and the first of them where only one is set", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: `${server.url}${filtered}` });
  await page.sees(".lm-chips", "Company 2 Feature 2 Status 2 Clear all");

  await page.tab.click("[aria-label='Remove the feature filter']");
  await page.tab.click("[aria-label='Remove the status filter']");

  await page.sees(".lm-chips", "Company Wolkenburg International Logistics +1 Feature Status Clear all");
});

test.each([1_440, 390])("clears all filters at once at a width of %d px, and leaves the search", async (width) => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: `${server.url}?q=freight&${filtered.slice(1)}`, width });
  await page.sees(".lm-count", "1 of 3 users");

  if (width === 390) await page.tab.click(".lm-bar ::-p-text(Filters)");
  await page.tab.click(".lm-bar ::-p-text(Clear all)");

  await page.tab.waitForFunction(() => location.search === "?q=freight");
  expect(await page.tab.$(".lm-bar ::-p-text(Clear all)")).toBeNull();
});

test("the rows stay where they are when the pointer comes to them, however many filters are set", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: `${server.url}${filtered}`, width: 1_280 });
  await page.sees("tbody", "Mara Lindqvist");
  const rowTop = () => page.tab.$eval("tbody tr", (row) => row.getBoundingClientRect().top);
  const before = await rowTop();

  await page.tab.hover("tbody tr");
  await page.sees(".lm-held", "Order held");

  expect(await rowTop()).toBe(before);
});
