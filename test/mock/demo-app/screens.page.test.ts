import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChromium, type TestBrowser } from "../../support/chromium.ts";
import { openApp } from "./visit.ts";

let chromium: TestBrowser;
beforeAll(async () => {
  chromium = await openChromium();
});
afterAll(async () => {
  await chromium[Symbol.asyncDispose]();
});

/** Opens a screen, looks at it, and fails where its scripts or the policy complain. */
async function visit(path: string, look: (tab: Page) => Promise<void>): Promise<void> {
  await using app = await openApp();
  await using tab = await chromium.browser.newPage();
  const problems: string[] = [];
  tab.on("pageerror", (error) => problems.push(String(error)));
  tab.on("console", (message) => void (message.type() === "error" && problems.push(message.text())));

  await tab.goto(app.at("people:60", "t") + path);
  await look(tab);
  expect(problems).toEqual([]);
  // All of it stayed below the prefix.
  expect(app.requests.map(({ path }) => path).filter((path) => !path.startsWith("/with/people:60/~t/"))).toEqual([]);
}

const countRows = (tab: Page, count: number) =>
  tab.waitForFunction((count) => document.querySelectorAll("tr[data-user-id]").length === count, {}, count);

describe("the screens", () => {
  it("refreshes the list from below its prefix", () =>
    visit("users", async (tab) => {
      const answer = await tab.waitForResponse((response) => response.url().endsWith("/users/rows"));
      expect(answer.ok()).toBe(true);
    }));

  it("adds users at the press of a button, which goes when all are there", () =>
    visit("users/more", async (tab) => {
      await countRows(tab, 25);
      await tab.click(".load-more");
      await countRows(tab, 50);
      await tab.click(".load-more:enabled");
      await countRows(tab, 60);
      await tab.waitForSelector(".load-more", { hidden: true });
    }));

  it.each([
    ["the window", "users/scroll", () => scrollTo(0, document.documentElement.scrollHeight)],
    ["a box", "users/scroll?box=1", () => document.querySelector(".box")!.scrollTo(0, 1e6)],
  ])("adds users when one scrolls to the end of %s", (_, path, toEnd) =>
    visit(path, async (tab) => {
      for (const count of [25, 50, 60]) {
        await countRows(tab, count);
        await tab.evaluate(toEnd);
      }
      await tab.waitForResponse((response) => response.url().includes("page=4"));
      await countRows(tab, 60);
    }),
  );

  it("keeps 20 row elements in the virtual grid, and fills them anew", () =>
    visit("users/virtual", async (tab) => {
      const shown = () =>
        tab.$$eval("[role=grid] [role=row]:not([hidden])", (rows) =>
          rows.map((row) => row.getAttribute("aria-rowindex") + " " + row.getAttribute("data-user-id")),
        );
      await tab.waitForSelector("[role=row][aria-rowindex='1']");
      expect(await tab.$eval("[role=grid]", (grid) => grid.getAttribute("aria-rowcount"))).toBe("60");
      const before = await shown();
      expect(before).toHaveLength(20);
      const first = await tab.$("[role=row]");

      await tab.$eval(".grid-box", (box) => box.scrollTo(0, 1e6));
      await tab.waitForSelector("[role=row][aria-rowindex='60']");
      const after = await shown();
      expect(after).toContain("60 user-1060");
      expect(after.filter((row) => before.includes(row))).toEqual([]);
      expect(await first!.evaluate((row) => row.isConnected)).toBe(true);
      expect(await tab.$$("[role=row]")).toHaveLength(20);
    }));

  it("fetches and turns pages in the app, which has its state in the page and in a global", () =>
    visit("users/app", async (tab) => {
      await countRows(tab, 25);
      const state = await tab.evaluate(() => (globalThis as unknown as { __STATE__: object }).__STATE__);
      expect(state).toMatchObject({ total: 60, page: 1, size: 25 });
      await tab.click(".next");
      await tab.waitForSelector("tr[data-user-id='user-1026']");
      await tab.click(".next");
      await countRows(tab, 10);
      expect(await tab.$eval(".next", (button) => (button as HTMLButtonElement).disabled)).toBe(true);
    }));

  it("makes the live table anew at each message", () =>
    visit("users/live", async (tab) => {
      await countRows(tab, 60);
      const table = await tab.$("#live table");
      await tab.waitForFunction((table) => !table!.isConnected, {}, table);
      await countRows(tab, 60);
    }));

  it("holds the table in a frame", () =>
    visit("users/frame", async (tab) => {
      const frame = await (await tab.waitForSelector("iframe.users-frame"))!.contentFrame();
      await frame.waitForSelector("table.users");
      expect(await frame.$$("tr[data-user-id]")).toHaveLength(60);
    }));

  it("holds each user in a shadow root within another", () =>
    visit("users/shadow", async (tab) => {
      await tab.waitForSelector(">>> user-row:nth-of-type(60)");
      const names = await tab.evaluate(() => {
        const rows = document.querySelector("user-list")!.shadowRoot!.querySelectorAll("user-row");
        return Array.from(rows, (row) => row.shadowRoot!.querySelector(".name")!.textContent);
      });
      expect(new Set(names).size).toBe(60);
    }));
});
