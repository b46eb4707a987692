import { expect, test } from "vitest";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { makeState, makeUser } from "../support/live-users.ts";
import { openPageTests } from "../support/page-tests.ts";

const { folder, chromium } = await openPageTests();

const serve = () => FrameServer.open({ folder, opening: [makeState(makeUser("Mara Lindqvist", 4))] });

async function chooseColumnAndNoLetters(page: LivePage): Promise<void> {
  await page.tab.keyboard.press("c");
  await page.tab.click(".lm-menu ::-p-text(Scroll depth)");
  await page.sees("thead", "Scroll depth");
  await page.tab.keyboard.press("Escape");
  await page.tab.keyboard.press("?");
  await page.tab.click(".lm-menu input");
  await page.tab.keyboard.press("Escape");
}

test("columns and the switch for letter keys are after a reload as they were left", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");
  await chooseColumnAndNoLetters(page);

  await page.tab.reload();
  await page.sees("thead", "Scroll depth");
  await page.tab.keyboard.press("c");

  expect(await page.tab.$(".lm-menu")).toBeNull();
  await page.tab.click(".lm-columns-button");
  await page.sees(".lm-menu", "11 of 19 columns");
});

test("a browser that keeps nothing shows all the same what is chosen", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: "about:blank" });
  await page.tab.evaluateOnNewDocument(() =>
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("shut", "SecurityError");
      },
    }),
  );
  await page.tab.goto(server.url);
  await page.sees("tbody", "Mara Lindqvist");

  await chooseColumnAndNoLetters(page);

  await page.sees("thead", "Scroll depth");
  expect(page.problems).toEqual([]);
});
