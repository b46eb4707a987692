import { expect, test } from "vitest";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { ago, makeState, makeUser } from "../support/live-users.ts";
import { openPageTests } from "../support/page-tests.ts";
import { makeEvent, makeRun } from "../support/user-metrics.ts";

const { folder, chromium } = await openPageTests();

const users = Array.from({ length: 60 }, (_, index) => makeUser(`User ${index}`, index + 10));

const serve = () =>
  FrameServer.open({
    folder,
    opening: [makeState(...users)],
    answers: {
      "/api/events": {
        events: Array.from({ length: 9 }, (_, index) =>
          makeEvent({ id: `e${index}`, userId: "User 0", timestamp: ago(index + 60) }),
        ),
      },
    },
  });

interface Counted {
  /** How often what is watched was changed in each frame in which it was. */
  changes: Map<number, number>;
}

/** A screen of ten frames a second: news is told several times in each. */
function slowFramesDown(): void {
  let waiting: FrameRequestCallback[] = [];
  setInterval(() => {
    const due = waiting;
    waiting = [];
    for (const draw of due) draw(performance.now());
  }, 100);
  globalThis.requestAnimationFrame = (draw) => waiting.push(draw);
}

/** Counts, frame by frame, how often the rows, the figures and the feed are drawn. */
function countDrawings(): void {
  const changes: Counted["changes"] = new Map();
  let frame = 0;
  const goOn = (): void => {
    frame += 1;
    requestAnimationFrame(goOn);
  };
  requestAnimationFrame(goOn);
  const observer = new MutationObserver(() => changes.set(frame, (changes.get(frame) ?? 0) + 1));
  for (const part of document.querySelectorAll("tbody, .lm-figures, .lm-feed"))
    observer.observe(part, { subtree: true, childList: true, characterData: true, attributes: true });
  Object.assign(globalThis, { changes });
}

test("however fast news comes, the page draws at most once a frame", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: "about:blank" });
  await page.tab.evaluateOnNewDocument(slowFramesDown);
  await page.tab.goto(server.url);
  await page.sees(".lm-feed", "opened Revenue");
  await page.tab.evaluate(countDrawings);

  const messages = 3_000;
  for (let index = 0; index < messages; index++) {
    const metric = makeUser(`User ${index % 10}`, 0, { pageViews: index, timestamp: ago(-index / 1_000) }).metric;
    server.send({ type: "user_metric", metric });
    if (index % 10 === 0)
      server.send({ type: "event", event: makeEvent({ id: `n${index}`, userId: "User 1", timestamp: ago(0) }) });
    // Others get their turn, so that it arrives in many pieces.
    if (index % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await page.sees("tbody", new RegExp(`User ${(messages - 1) % 10} .* ${(messages - 1).toLocaleString("en")} `));

  const counts = await page.tab.evaluate(() => [...(globalThis as unknown as Counted).changes.values()]);
  expect(Math.max(...counts)).toBe(1);
  expect(counts.length).toBeGreaterThan(1);
});

test("another order is drawn into the rows that are there", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody tr:first-child", "User 0");
  const rows = await page.tab.evaluateHandle(() => [...document.querySelectorAll("tbody tr")]);

  const acting = users.slice(30).map(({ metric: { userName } }, index) => makeUser(userName, index / 10));
  server.send(makeState(...acting.map(({ metric, meta }) => ({ metric: { ...metric, timestamp: ago(-1) }, meta }))));
  await page.sees("tbody tr:first-child", "User 30");

  expect(await rows.evaluate((all) => all.every((row) => row.isConnected))).toBe(true);
});

test("who comes into sight is drawn into the rows of those who go out of it", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody tr:first-child", "User 0");
  const rows = await page.tab.evaluateHandle(() => [...document.querySelectorAll("tbody tr")]);

  await page.tab.$eval(".lm-table-wrap", (wrap) => (wrap.scrollTop = wrap.scrollHeight));
  await page.sees("tbody tr:last-child", "User 59");

  const isThere = (all: Element[]): boolean =>
    all.every((row) => row.isConnected) && all.length === document.querySelectorAll("tbody tr").length;
  expect(await rows.evaluate(isThere)).toBe(true);
});

test("however far the table is scrolled, each row stands in its place, and none has a style of its own", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody tr:first-child", "User 0");

  await page.tab.$eval(".lm-table-wrap", (wrap) => (wrap.scrollTop = 1_000));
  await page.sees("tbody", "User 40");

  const rows = await page.tab.$$eval("tbody tr", (all) =>
    all.map((row) => ({
      at: row.getBoundingClientRect().top - row.parentElement!.getBoundingClientRect().top,
      index: Number(row.getAttribute("aria-rowindex")) - 2,
      style: row.getAttribute("style"),
    })),
  );
  expect(rows.length).toBeGreaterThan(10);
  expect(rows[0]!.index).toBeGreaterThan(10);
  expect(rows).toEqual(rows.map(({ index }) => ({ at: index * 36, index, style: null })));
});

/** Collects what moved: not what grew to one side, such as a number that became longer. */
function watchPlaces(): void {
  const moved: string[] = [];
  const isMoved = ({ previousRect: from, currentRect: to }: Shift): boolean =>
    Math.abs(from.top - to.top) > 1 || (Math.abs(from.left - to.left) > 1 && Math.abs(from.right - to.right) > 1);
  const observer = new PerformanceObserver((list) => {
    for (const { sources } of list.getEntries() as unknown as { sources: Shift[] }[])
      for (const shift of sources) {
        const element = shift.node instanceof Element ? shift.node : shift.node?.parentElement;
        // New events come in at the top, features are ranked, a tag stands beside its line: these are to move.
        if (!element || element.closest(".lm-feed, .lm-drawer ol, .lm-features ol, .lm-tag") || !isMoved(shift))
          continue;
        moved.push(`${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`);
      }
  });
  observer.observe({ type: "layout-shift" });
  Object.assign(globalThis, { moved });
}

interface Shift {
  node: Node | null;
  previousRect: DOMRectReadOnly;
  currentRect: DOMRectReadOnly;
}

test.each([1_440, 1_024, 800, 390])("at %d px nothing moves while news comes and a user is opened", async (width) => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: server.url, width });
  await page.sees("tbody", "User 0");
  await page.sees(".lm-pill", /^Live/);
  await page.tab.evaluate(watchPlaces);

  const changed = makeUser("User 40", 0, {
    pageViews: 18_412,
    lastAction: "Exported the report of the whole year to a file",
    activeFeature: "A feature with a long name",
    company: "A company with a name that fits nowhere",
    timestamp: ago(-1),
  });
  server.send({ type: "user_metric", metric: changed.metric });
  server.send({ type: "event", event: makeEvent({ id: "n1", userId: "User 0", timestamp: ago(0) }) });
  await page.sees("tbody tr:first-child", "User 40");
  const run = makeRun({ target: "crm-admin", verdict: "timeout", sentence: "Too slow.", endedAt: ago(3) });
  server.send(JSON.stringify({ type: "run", run, cursor: "e1:2" }));
  server.send(JSON.stringify({ type: "hello", cursor: "e1:2", heartbeatSeconds: 60, epoch: "e1" }));
  server.send(JSON.stringify({ type: "heartbeat", cursor: "e1:2", at: ago(0), behind: 318 }));
  await page.sees(".lm-pill", "Catching up");
  server.send(JSON.stringify({ type: "heartbeat", cursor: "e1:2", at: ago(0), behind: 0 }));
  await page.sees(".lm-pill", /^Live/);

  await page.tab.click("tbody tr:nth-child(2)");
  await page.sees(".lm-drawer", "Recent events 10 ");
  server.send({ type: "event", event: makeEvent({ id: "n2", userId: "User 0", timestamp: ago(0) }) });
  await page.sees(".lm-drawer", "Recent events 11 ");
  await page.untilDrawn();

  expect(await page.tab.evaluate(() => (globalThis as unknown as { moved: string[] }).moved)).toEqual([]);
});
