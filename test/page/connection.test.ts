import { expect, test } from "vitest";
import type { Frame } from "../../src/metric/wire.ts";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { makeState as makeUsers, makeUser } from "../support/live-users.ts";
import { openPageTests } from "../support/page-tests.ts";
import { makeMeta, makeMetric } from "../support/user-metrics.ts";

const { folder, chromium } = await openPageTests();

const nothing: Frame = { type: "bulk_metrics", metrics: [], metas: [], cursor: "e1:0" };

function makeState(userName: string, cursor: string): Frame {
  const timestamp = new Date().toISOString();
  return { type: "bulk_metrics", metrics: [makeMetric({ userName, timestamp })], metas: [makeMeta()], cursor };
}

test("a hub that has nothing yet is told apart from one that is away, with the command that fills it", async () => {
  await using server = await FrameServer.open({ folder, opening: [nothing] });
  await using page = await LivePage.open(chromium, server);

  await page.sees(".lm-empty", "No users yet The hub is running and has received nothing.");

  expect(await page.text(".lm-pill")).toBe("Live nothing yet");
  expect(await page.text(".lm-command code")).toBe(
    `$ npx live-metrics scrape --mock 20 --sink rest --url http://127.0.0.1:${server.port}`,
  );
  expect(await page.text(".lm-checks")).toContain("Waiting for the first metric. This page fills in by itself.");
  expect(
    await page.tab.$$eval(".lm-figure b > span:first-child", (dashes) => dashes.map((dash) => dash.textContent)),
  ).toEqual(["–", "–", "–", "–", "–"]);
  expect(page.problems).toEqual([]);

  server.send(makeState("Mara Lindqvist", "e1:1"));
  await page.sees("tbody", "Mara Lindqvist");
});

test("the command can be copied, and where the clipboard is shut it is selected", async () => {
  await using server = await FrameServer.open({ folder, opening: [nothing] });
  await using page = await LivePage.open(chromium, server);
  await page.sees(".lm-empty", "No users yet");
  const command = `npx live-metrics scrape --mock 20 --sink rest --url http://127.0.0.1:${server.port}`;

  await page.tab.evaluate(() => {
    const writeText = async (text: string): Promise<void> => void (document.body.dataset.copied = text);
    Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  });
  await page.tab.click(".lm-command button");
  await page.sees(".lm-command button", "Copied");
  expect(await page.tab.evaluate(() => document.body.dataset.copied)).toBe(command);

  await page.tab.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.tab.click(".lm-command button");
  await page.tab.waitForFunction((expected) => getSelection()?.toString() === expected, {}, command);
});

test("when the hub goes away the page says so, keeps what it has and does not call it now", async () => {
  const server = await FrameServer.open({ folder, opening: [makeState("Mara Lindqvist", "e1:1")] });
  const { port } = server;
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");

  await server[Symbol.asyncDispose]();
  await page.sees(".lm-pill", /^Offline retry in [1-6] s$/);
  expect(await page.text(".lm-figures dt")).toMatch(/^Active at \d\d:\d\d:\d\d$/);
  expect(await page.names()).toEqual(["Mara Lindqvist"]);

  await using wiped = await FrameServer.open({
    port,
    folder,
    opening: [makeState("Jonas Weidmann", "e2:1")],
  });
  const reader = wiped.nextReader();
  await page.tab.locator(".lm-head button").click();
  expect((await reader).search).toBe("?since=e1%3A1");

  await page.seesNames("Jonas Weidmann");
  expect(await page.text(".lm-pill")).toBe("Live WebSocket");
  expect(await page.text(".lm-figures dt")).toBe("Active now");
});

test("a hub that goes away before it sent anyone is told how to start", async () => {
  const server = await FrameServer.open({ folder, opening: [nothing] });
  const { port } = server;
  await using page = await LivePage.open(chromium, server);
  await page.sees(".lm-empty", "No users yet");

  await server[Symbol.asyncDispose]();

  await page.sees(
    ".lm-nothing",
    `Hub not reached 127.0.0.1:${port} did not answer. Start it with npx live-metrics serve.`,
  );
});

test.each([
  [401, /^Hub answered 401 Unauthorized Sign in at http:\/\/127\.0\.0\.1:\d+\/sign-in, or give the page a service/],
  [403, /^Hub answered 403 Forbidden Allow the origin of this page at the hub, by CORS_ORIGIN, or its key to read\./],
  [502, /^Hub answered 502 Bad Gateway The log of 127\.0\.0\.1:\d+ says why\./],
])("a hub that answers %d is not said to be away", async (refusal, text) => {
  await using server = await FrameServer.open({ folder, refusal });
  await using page = await LivePage.open(chromium, server);

  await page.sees(".lm-nothing", text);
});

test("a hub that everybody has left is told apart from one that has received nothing", async () => {
  const idle = makeMetric({ timestamp: new Date().toISOString(), lastActionTime: "2026-11-23T12:00:00.000Z" });
  const opening: Frame[] = [{ type: "bulk_metrics", metrics: [idle], metas: [makeMeta()], cursor: "e1:1" }];
  await using server = await FrameServer.open({ folder, opening });
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");

  server.send(JSON.stringify({ type: "user_left", userId: "u1", reason: "gone", cursor: "e1:2" }));

  await page.sees(".lm-nothing", "Nobody is in the live view Users leave it when");
});

test("screen readers hear the pill change, but not its seconds count down", async () => {
  const server = await FrameServer.open({ folder, opening: [makeState("Mara Lindqvist", "e1:1")] });
  await using page = await LivePage.open(chromium, server);
  await page.sees(".lm-pill", "Live WebSocket");
  const pill = await page.tab.$("[role=status]");

  await server[Symbol.asyncDispose]();
  await page.sees(".lm-pill", /retry in/);

  const heard = await pill!.evaluate((status) => {
    const parts = [...status.querySelectorAll("b, span")].filter((part) => part.ariaHidden !== "true");
    return parts.map((part) => part.textContent);
  });
  expect(heard).toEqual(["Offline"]);
});

const hello = (heartbeatSeconds: number): string =>
  JSON.stringify({ type: "hello", cursor: "e1:0", heartbeatSeconds, epoch: "e1" });
const heartbeat = (behind: number): string =>
  JSON.stringify({ type: "heartbeat", cursor: "e1:1", at: new Date().toISOString(), behind });

test("while users are still to come, the page says nothing of them all", async () => {
  await using server = await FrameServer.open({ folder });
  const reader = server.nextReader();
  await using page = await LivePage.open(chromium, { url: `${server.url}?q=mara&user=Mara+Lindqvist` });
  await reader;
  server.send(hello(25), makeUsers(makeUser("Ada", 1), makeUser("Bo", 2)), heartbeat(2));
  await page.sees(".lm-pill-catching-up", "Catching up 2 to go");
  await page.sees(".lm-figures", /^Active now –/);
  expect(await page.tab.$(".lm-drawer, .lm-nothing")).toBeNull();

  server.send(makeUsers(makeUser("Mara Lindqvist", 3), makeUser("Cleo", 4)), heartbeat(0));
  await page.sees(".lm-drawer h2", "Mara Lindqvist");
  await page.sees(".lm-pill", "Live WebSocket");

  expect(await page.names()).toEqual(["Mara Lindqvist"]);
  expect(await page.text(".lm-figures")).toMatch(/^Active now 4 /);
});

test("the pill says how far behind the page is, that events were lost, and that nothing is heard", async () => {
  await using server = await FrameServer.open({ folder, opening: [makeState("Mara Lindqvist", "e1:1")] });
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");

  server.send(hello(3), heartbeat(318));
  await page.sees(".lm-pill-catching-up", "Catching up 318 to go");
  server.send(JSON.stringify({ type: "gap", events: 214, cursor: "e1:1" }), heartbeat(0));
  await page.sees(".lm-pill-gap", "Gap 214 lost");
  await page.tab.click(".lm-head-tools ::-p-text(Dismiss)");
  await page.sees(".lm-pill", "Live WebSocket");

  await page.sees(".lm-pill-stale", /^Stale since \d\d:\d\d:\d\d$/);
  const [since = ""] = /[\d:]+$/.exec(await page.text(".lm-pill-stale")) ?? [];
  expect(await page.text(".lm-figures dt")).toBe(`Active at ${since}`);
  await page.sees(".lm-chart-head", `nothing received since ${since}`);
});

test("a page that is paused after its hub was lost says of when it is, also when the hub is back", async () => {
  const server = await FrameServer.open({ folder, opening: [makeState("Mara Lindqvist", "e1:1")] });
  const { port } = server;
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");
  await server[Symbol.asyncDispose]();
  await page.sees(".lm-figures dt", /^Active at/);
  const activeAt = await page.text(".lm-figures dt");
  await page.tab.waitForFunction((text) => !text.includes(new Date().toLocaleTimeString("en-GB")), {}, activeAt);

  await page.tab.keyboard.press("p");
  await page.sees(".lm-pause", "Paused");
  expect(await page.text(".lm-figures dt")).toBe(activeAt);

  await using _back = await FrameServer.open({ port, folder, opening: [makeState("Jonas", "e1:2")] });
  await page.tab.locator(".lm-head button").click();
  await page.sees(".lm-pill", "Live WebSocket");
  expect(await page.text(".lm-figures dt")).toBe(activeAt);
});
