import { expect, test } from "vitest";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { ago, makeState, makeUser } from "../support/live-users.ts";
import { openPageTests } from "../support/page-tests.ts";
import { makeMeta } from "../support/user-metrics.ts";

const { folder, chromium } = await openPageTests();

const people = Array.from({ length: 40 }, (_, index) => makeUser(`User ${index + 1}`, index));
const synthetic = { ...makeUser("Ada Mock", 1), meta: makeMeta({ source: "mock" }) };
const opening = [makeState(...people, synthetic)];
const widths = [1_440, 1_100, 1_000, 768, 720, 390, 360, 320];

test("whatever the width, what the header offers while it is paused and offline is in sight", async () => {
  await using server = await FrameServer.open({ folder, opening });
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "User 1");
  await page.tab.click("[data-lm-pause]");
  server.send(
    ...people.map(({ metric }) => ({ type: "user_metric" as const, metric: { ...metric, timestamp: ago(-1) } })),
  );
  await page.sees(".lm-pause", "Paused · 40 new");
  await server[Symbol.asyncDispose]();
  await page.sees(".lm-pill", "Offline");

  expect(await findAcross(page, toOutside)).toEqual(widths.map((width) => [width, ""]));
});

test("whatever the width, what the header offers after a gap is in sight", async () => {
  await using server = await FrameServer.open({ folder, opening });
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "User 1");
  server.send(JSON.stringify({ type: "gap", events: 214, cursor: "e1:2" }));
  await page.sees(".lm-pill", "Gap 214 lost");

  expect(await findAcross(page, toOutside)).toEqual(widths.map((width) => [width, ""]));
});

test("a phone has no words for trying again, and still the name", async () => {
  await using server = await FrameServer.open({ folder, opening });
  await using page = await LivePage.open(chromium, { url: server.url, width: 390 });
  await page.sees("tbody", "User 1");
  await server[Symbol.asyncDispose]();
  await page.sees(".lm-pill", "Offline");

  const button = await page.tab.waitForSelector(".lm-head ::-p-aria([name='Retry now'][role='button'])");

  expect((await button!.boundingBox())!.width).toBe(44);
});

async function findAcross(page: LivePage, find: () => string): Promise<[number, string][]> {
  const found: [number, string][] = [];
  for (const width of widths) {
    await page.tab.setViewport({ width, height: 900 });
    // The page learns of its width in the next frame.
    await page.untilDrawn();
    found.push([width, await page.tab.evaluate(find)]);
  }
  return found;
}

/** The parts of the header that are not wholly in the window, or lie under another. */
function toOutside(): string {
  const parts = [...document.querySelectorAll<HTMLElement>(".lm-head :is(h1, .lm-synthetic, .lm-pill, button)")];
  return parts
    .filter((part) => part.checkVisibility() && getComputedStyle(part).clipPath === "none")
    .filter((part) => {
      const { left, right, top, height } = part.getBoundingClientRect();
      return [left + 3, right - 3].some((x) => !part.contains(document.elementFromPoint(x, top + height / 2)));
    })
    .map((part) => part.innerText)
    .join(", ");
}
