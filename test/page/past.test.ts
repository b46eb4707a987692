import { expect, test, vi } from "vitest";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { ago, makeState, makeUser } from "../support/live-users.ts";
import { openPageTests } from "../support/page-tests.ts";
import { makeEvent, makeRun } from "../support/user-metrics.ts";

const { folder, chromium } = await openPageTests();

const minuteMs = 60_000;

/** The minutes of the last hour, without those so many minutes ago. */
function makeHistory({ from, to } = { from: 30, to: 20 }) {
  const minute = Math.floor(Date.now() / minuteMs) * minuteMs;
  const steps = Array.from({ length: 62 }, (_, index) => ({
    at: new Date(minute - index * minuteMs).toISOString(),
    users: 9,
    active: 5,
    unknown: 0,
    events: 7,
  }));
  return { steps: steps.filter((_, index) => index < to || index > from) };
}

test("the last hour survives a reload, and a gap is drawn as a gap", async () => {
  await using server = await FrameServer.open({
    folder,
    opening: [makeState(makeUser("Mara Lindqvist", 4))],
    answers: { "/api/history": makeHistory(), "/api/events": { events: [] } },
  });
  await using page = await LivePage.open(chromium, server);

  await page.sees(".lm-gap-label", /^No data 1[12] min/);
  await page.tab.reload();
  await page.sees(".lm-gap-label", /^No data 1[12] min/);

  // Known before the gap and after it.
  await page.tab.waitForSelector(".lm-spark-hatch");
  await page.tab.waitForFunction(
    () => document.querySelector(".lm-spark-base")!.getAttribute("d")!.match(/M/g)?.length === 2,
  );
  expect(await page.text(".lm-figures")).toContain("Events a minute 7 in last full minute");
  await page.tab.hover(".lm-gap");
  await page.sees(".lm-readout", /No data, [\d:]+ to [\d:]+/);
  expect(page.problems).toEqual([]);
});

test.each([1_440, 768, 390])(
  "at %d px the label of a narrow gap is whole, and covers neither heading nor legend",
  async (width) => {
    await using server = await FrameServer.open({
      folder,
      opening: [makeState(makeUser("Mara Lindqvist", 4))],
      answers: { "/api/history": makeHistory({ from: 58, to: 57 }) },
    });
    await using page = await LivePage.open(chromium, { url: server.url, width });
    await page.sees(".lm-gap-label", /^No data [23] min/);

    const edges = await page.tab.$eval(".lm-gap-label", (label) => {
      const edgesOf = (selector: string) => document.querySelector(selector)!.getBoundingClientRect();
      const { left, top, bottom } = label.getBoundingClientRect();
      const plot = edgesOf(".lm-plot");
      return {
        isBelowHead: top >= edgesOf(".lm-chart-head").bottom,
        isInPlot: left >= plot.left,
        isAboveIt: bottom <= plot.top,
        isWhole: label.scrollWidth <= label.clientWidth,
      };
    });

    expect(edges).toEqual({ isBelowHead: true, isInPlot: true, isAboveIt: true, isWhole: true });
  },
);

test("the feed tells what happens, and stands still while somebody reads it", async () => {
  const recent = makeEvent({ id: "a", timestamp: ago(60) });
  await using server = await FrameServer.open({
    folder,
    opening: [makeState(makeUser("Mara Lindqvist", 4, { userId: "u1" }))],
    answers: { "/api/events": { events: [recent] } },
  });
  await using page = await LivePage.open(chromium, server);
  await page.sees(".lm-feed", /Mara Lindqvist opened Revenue$/);

  await page.tab.hover(".lm-feed-text");
  server.send({ type: "event", event: makeEvent({ id: "b", type: "went_idle", timestamp: ago(1) }) });
  await page.sees(".lm-new-events", "1 new");
  const isAboveFeed = await page.tab.$eval(
    ".lm-new-events",
    (button) =>
      button.getBoundingClientRect().bottom <= document.querySelector(".lm-feed")!.getBoundingClientRect().top,
  );
  expect(isAboveFeed).toBe(true);
  expect(await page.text(".lm-feed")).not.toContain("went idle");
  await page.tab.click(".lm-new-events");
  await page.sees(".lm-feed", /Mara Lindqvist went idle [\d:]+ Mara Lindqvist opened Revenue$/);

  await page.tab.click(".lm-feed-user");
  await page.sees(".lm-drawer h2", "Mara Lindqvist");
});

test("a click on an event leaves the feed to go on once the pointer has left it", async () => {
  await using server = await FrameServer.open({
    folder,
    opening: [makeState(makeUser("Mara Lindqvist", 4, { userId: "u1" }))],
    answers: { "/api/events": { events: [makeEvent({ id: "a", timestamp: ago(60) })] } },
  });
  await using page = await LivePage.open(chromium, server);
  await page.sees(".lm-feed", "Mara Lindqvist opened");

  await page.tab.click(".lm-feed-user");
  await page.sees(".lm-drawer h2", "Mara Lindqvist");
  await page.tab.hover(".lm-figures");
  await page.tab.click(".lm-close");
  server.send({ type: "event", event: makeEvent({ id: "b", type: "went_idle", timestamp: ago(1) }) });

  await page.sees(".lm-feed", "Mara Lindqvist went idle");
});

test.each([390, 800])("at %d px the feed stands still as well while it is scrolled", async (width) => {
  const events = Array.from({ length: 60 }, (_, index) => makeEvent({ id: `e${index}`, timestamp: ago(index + 1) }));
  await using server = await FrameServer.open({
    folder,
    opening: [makeState(makeUser("Mara Lindqvist", 4, { userId: "u1" }))],
    answers: { "/api/events": { events } },
  });
  await using page = await LivePage.open(chromium, { url: server.url, width });
  await page.sees("tbody", "Mara Lindqvist");
  await page.tab.click(".lm-tabs ::-p-text(Activity)");
  await page.sees(".lm-feed", "Mara Lindqvist opened");
  const scrollTo = (top: number) => page.tab.$eval(".lm-feed", (feed, top) => feed.scrollTo({ top }), top);

  await scrollTo(440);
  await page.tab.waitForFunction(() => document.querySelector(".lm-feed")!.scrollTop === 440);
  server.send({ type: "event", event: makeEvent({ id: "new", type: "went_idle", timestamp: ago(0) }) });
  await page.sees(".lm-new-events", /^1 new$/);
  expect(await page.text(".lm-feed")).not.toContain("went idle");

  await scrollTo(0);
  await page.sees(".lm-feed", "Mara Lindqvist went idle");
});

test("targets show their last verdict, failing first, with evidence and what to do; run now only where it can be", async () => {
  const failed = makeRun({
    target: "partner-portal",
    verdict: "layout-changed",
    sentence: "No row matched .user-row. Compare it with selectors/partner-portal.yaml.",
    evidence: { url: "https://partners.example.com/users", status: 200 },
    endedAt: ago(5),
    startedAt: ago(7),
  });
  await using server = await FrameServer.open({
    folder,
    opening: [makeState(makeUser("Mara Lindqvist", 4))],
    answers: {
      "/api/targets": { targets: [{ target: "partner-portal", canRun: true, lastGoodAt: ago(600) }] },
      "/api/targets/partner-portal/run": { target: "partner-portal" },
    },
  });
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");

  server.send(
    JSON.stringify({ type: "run", run: makeRun({ target: "crm-admin", endedAt: ago(3) }), cursor: "e1:2" }),
    JSON.stringify({ type: "run", run: failed, cursor: "e1:3" }),
  );
  await page.sees(".lm-target:first-child", /partner-portal layout-changed last good \d\d:\d\d Run now/);
  await page.sees(".lm-target:last-child", /crm-admin rows 42 · \d+ s ago$/);

  await page.tab.click(".lm-target-open");
  await page.sees(
    ".lm-evidence",
    /^partner-portal layout-changed .* Compare it with selectors.partner-portal\.yaml\. url https:..partners\.example/,
  );
  await page.tab.keyboard.press("Escape");
  await page.tab.waitForFunction(() => !document.querySelector(".lm-evidence"));
  await page.tab.click(".lm-run-now");
  await page.sees(".lm-run-now", /^Running \d+ s$/);

  server.send(
    JSON.stringify({ type: "run", run: makeRun({ target: "partner-portal", endedAt: ago(0) }), cursor: "e1:4" }),
  );
  await page.sees(".lm-targets", /crm-admin .* partner-portal rows 42/);
});

test.each([1_440, 1_024, 390])("at %d px the evidence names its target, and opens under it", async (width) => {
  const names = Array.from({ length: 12 }, (_, index) => `target-${index + 10}`);
  await using server = await FrameServer.open({ folder, opening: [makeState(makeUser("Mara Lindqvist", 4))] });
  await using page = await LivePage.open(chromium, { url: server.url, width });
  await page.sees("tbody", "Mara Lindqvist");
  if (width === 390) await page.tab.click(".lm-tabs ::-p-text(Targets)");
  const runs = names.map((target, index) => makeRun({ target, sentence: `Of ${target}.`, endedAt: ago(index + 1) }));
  server.send(...runs.map((run, index) => JSON.stringify({ type: "run", run, cursor: `e1:${index + 2}` })));
  await page.sees(".lm-targets", "target-21");
  const placeOfPanel = () =>
    page.tab.$eval(".lm-evidence", (panel) => {
      const { left, right } = panel.getBoundingClientRect();
      const cell = panel.parentElement!.getBoundingClientRect();
      return { atCell: Math.round(left - cell.left), beyondEdge: Math.max(0, right - innerWidth) };
    });
  // Opened by a click, which may have scrolled the list: the panel follows in the next frame.
  const opensAt = async (place: number, expected: object): Promise<void> => {
    await page.tab.click(`.lm-target:nth-child(${place}) .lm-target-open`);
    await page.sees(`.lm-target:nth-child(${place})`, new RegExp(`^target-${place + 9} .* Of target-${place + 9}\\.`));
    await vi.waitFor(async () => expect(await placeOfPanel()).toMatchObject(expected), { timeout: 5_000 });
  };

  await opensAt(1, { atCell: width === 390 ? 0 : 16, beyondEdge: 0 });
  await opensAt(3, { atCell: 0, beyondEdge: 0 });
  await opensAt(12, { beyondEdge: 0 });
});

test("a run that is refused says so in its own place, until the target has run", async () => {
  await using server = await FrameServer.open({
    folder,
    opening: [makeState(makeUser("Mara Lindqvist", 4))],
    answers: { "/api/targets": { targets: [{ target: "crm-admin", canRun: true }] } },
  });
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");
  server.send(JSON.stringify({ type: "run", run: makeRun({ target: "crm-admin", endedAt: ago(3) }), cursor: "e1:2" }));

  await page.tab.locator(".lm-run-now").click();
  await page.sees(".lm-target", /crm-admin Not run: The hub answered 404\./);
  expect(await page.tab.$eval(".lm-target-line", ({ role }) => role)).toBe("alert");

  server.send(JSON.stringify({ type: "run", run: makeRun({ target: "crm-admin", endedAt: ago(0) }), cursor: "e1:3" }));
  await page.sees(".lm-target", /crm-admin rows 42 · \d+ s ago/);
});

test("what is known of targets is not asked for after every run", async () => {
  await using server = await FrameServer.open({
    folder,
    opening: [makeState(makeUser("Mara Lindqvist", 4))],
    answers: { "/api/targets": { targets: [{ target: "crm-admin", canRun: true }] } },
  });
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");
  const asked: string[] = [];
  page.tab.on("request", (request) => asked.push(new URL(request.url()).pathname));

  for (const rows of [1, 2, 3]) {
    const run = makeRun({ target: "crm-admin", rows, endedAt: ago(9 - rows) });
    server.send(JSON.stringify({ type: "run", run, cursor: `e1:${rows + 1}` }));
    await page.sees(".lm-target", new RegExp(`crm-admin rows ${rows} ·`));
  }
  await page.tab.waitForSelector(".lm-run-now");

  // When the first one comes, and perhaps because a minute is over.
  expect(asked.filter((path) => path === "/api/targets").length).toBeLessThan(3);
});

test.each([1_440, 390])("at %d px a source whose metrics come too late is told, with what to do", async (width) => {
  await using server = await FrameServer.open({
    folder,
    opening: [makeState(makeUser("Mara Lindqvist", 4))],
    answers: {
      "/api/targets": {
        targets: [],
        older: [{ source: "crm-admin", metrics: 1_240, since: ago(20) }, { source: 7 }, "rubbish"],
      },
    },
  });
  await using page = await LivePage.open(chromium, { url: server.url, width });
  await page.sees("tbody", "Mara Lindqvist");
  if (width === 390) {
    await page.sees(".lm-tabs", "Targets 1");
    await page.tab.click(".lm-tabs ::-p-text(Targets)");
  }

  await page.sees(".lm-targets", /^crm-admin older 1,240 in a minute/);

  expect(await page.tab.$eval(".lm-target-open", (cell) => cell.getAttribute("title"))).toContain("userIdPrefix");
  expect(await page.tab.$$(".lm-target")).toHaveLength(1);
});
