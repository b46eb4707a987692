import { expect, test } from "vitest";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { makeState, makeUser } from "../support/live-users.ts";
import { openPageTests } from "../support/page-tests.ts";

const { folder, chromium } = await openPageTests();

const opening = [makeState(makeUser("Mara Lindqvist", 4))];

test.each([1_440, 1_280, 1_000, 720, 390, 360, 320])(
  "no figure's title or definition is cut at a width of %d px, live or paused",
  async (width) => {
    await using server = await FrameServer.open({ folder, opening });
    await using page = await LivePage.open(chromium, { url: server.url, width });
    await page.sees("tbody", "Mara Lindqvist");
    const findCut = () =>
      page.tab.$$eval(".lm-figure, .lm-figure dt, .lm-figure dd > span", (parts) =>
        parts.filter((part) => part.scrollWidth > part.clientWidth).map((part) => (part as HTMLElement).innerText),
      );

    expect(await findCut()).toEqual([]);
    await page.tab.click("[data-lm-pause]");
    await page.sees(".lm-figure", /Active at \d\d:\d\d:\d\d/);

    expect(await findCut()).toEqual([]);
  },
);
