import type { CDPSession } from "puppeteer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildOtherApp } from "../support/built-page.ts";
import { openChromium, type TestBrowser } from "../support/chromium.ts";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { ago, makeState, makeUser } from "../support/live-users.ts";
import type { TempFolder } from "../support/temp-folder.ts";
import { makeEvent } from "../support/user-metrics.ts";

let folder: TempFolder;
let chromium: TestBrowser;
beforeAll(async () => {
  folder = await buildOtherApp();
  chromium = await openChromium();
});
afterAll(async () => {
  await chromium[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** The page, which does not wait long between its tries. */
async function openPage({ url }: FrameServer): Promise<LivePage> {
  const page = await LivePage.open(chromium, { url: "about:blank" });
  await page.tab.evaluateOnNewDocument(() => Object.assign(globalThis, { given: { hubUrl: ".", reconnectMs: 50 } }));
  await page.tab.goto(url);
  return page;
}

/** Freezing hides a tab, and waking does not show it: its window has to come back. */
async function show(session: CDPSession): Promise<void> {
  const { windowId } = await session.send("Browser.getWindowForTarget");
  for (const windowState of ["minimized", "normal"] as const)
    await session.send("Browser.setWindowBounds", { windowId, bounds: { windowState } });
}

test("a tab that was frozen goes on where it was, with what has happened meanwhile", async () => {
  await using server = await FrameServer.open({
    folder: folder.path,
    opening: [makeState(makeUser("Mara Lindqvist", 4))],
  });
  await using page = await openPage(server);
  await page.sees("tbody", "Mara Lindqvist");
  await page.tab.evaluate(() => {
    for (const type of ["freeze", "resume"])
      document.addEventListener(type, () => (document.body.dataset.was = `${document.body.dataset.was ?? ""}${type} `));
  });
  const session = await page.tab.createCDPSession();

  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  server.drop();
  const back = server.nextReader();
  await session.send("Page.setWebLifecycleState", { state: "active" });
  await show(session);

  expect((await back).searchParams.get("since")).toBe("e1:1");
  server.send({ type: "user_metric", metric: makeUser("Jonas Weidmann", 0).metric });
  await page.sees("tbody", "Jonas Weidmann");
  await page.sees(".lm-pill", "Live WebSocket");
  expect(await page.tab.evaluate(() => document.body.dataset.was)).toBe("freeze resume ");
});

test("a machine that slept connects anew, and shows the time of which it knows nothing", async () => {
  const sleepMs = 600_000;
  const options = {
    folder: folder.path,
    opening: [makeState(makeUser("Mara Lindqvist", 4))],
    answers: { "/api/events": { events: [makeEvent({ timestamp: ago(5) })] } },
    clockAheadMs: 0,
  };
  await using server = await FrameServer.open(options);
  await using page = await openPage(server);
  await page.sees(".lm-feed", "Mara Lindqvist opened");
  const back = server.nextReader();

  // The clock on the wall went on, and the one that counts the browser's time stood still.
  options.clockAheadMs = sleepMs;
  await page.tab.evaluate((sleepMs) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + sleepMs;
  }, sleepMs);

  expect((await back).searchParams.get("since")).toBe("e1:1");
  await page.sees(".lm-pill", "Live WebSocket");
  await page.sees(".lm-feed", /^[\d:]+ No data for 10 min( \d s)? before this [\d:]+ Mara Lindqvist opened/);
  await page.sees(".lm-chart", /No data (9|10) min/);
  await page.sees(".lm-status", "Not known");
});
