import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { ago, makeState, makeUser } from "../support/live-users.ts";
import { openPageTests } from "../support/page-tests.ts";
import { makeEvent, makeRun } from "../support/user-metrics.ts";

const { folder, chromium } = await openPageTests();

const serve = () =>
  FrameServer.open({
    folder,
    opening: [makeState(makeUser("Ada First", 10), makeUser("Bo Second", 100))],
  });

test("paused, all stands still but the ages, what comes is counted, and all of it shows on resume", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Ada First");

  await page.tab.keyboard.press("p");
  await page.sees(".lm-pause", "Paused · 0 new");
  const age = await page.text("tbody tr:first-child .lm-c-age");
  server.send({ type: "user_metric", metric: makeUser("Bo Second", 0, { pageViews: 777, timestamp: ago(-1) }).metric });
  server.send({ type: "user_metric", metric: makeUser("Bo Second", 0, { pageViews: 778, timestamp: ago(-2) }).metric });
  server.send({ type: "user_metric", metric: makeUser("Cleo Third", 0).metric });
  server.send(JSON.stringify({ type: "user_left", userId: "Ada First", reason: "gone", cursor: "e1:9" }));
  server.send({ type: "event", event: makeEvent({ timestamp: ago(0) }) });

  await page.sees(".lm-pause", "Paused · 3 new");
  await page.tab.waitForFunction(
    (age) => document.querySelector<HTMLElement>("tbody tr:first-child .lm-c-age")?.innerText !== age,
    {},
    age,
  );
  expect(await page.names()).toEqual(["Ada First", "Bo Second"]);
  expect(await page.text("tbody tr:nth-child(2) .lm-c-views")).toBe("61");
  expect(await page.text(".lm-feed")).not.toContain("opened");
  expect(await page.text(".lm-figures dt")).toMatch(/^Active at \d\d:\d\d:\d\d$/);
  expect(await page.text(".lm-chart-head")).toMatch(/paused at \d\d:\d\d:\d\d/);
  expect(await page.text(".lm-pill")).toBe("Live WebSocket");

  await page.tab.click(".lm-pause");

  await page.sees("tbody tr:has(.lm-is-gone), tbody .lm-is-gone", "Ada First");
  await page.sees("tbody", "Cleo Third");
  expect(await page.text("tbody")).toMatch(/Bo Second .* 778 /);
  expect(await page.text(".lm-feed")).toContain("opened Revenue");
  expect(await page.text(".lm-figures dt")).toBe("Active now");
});

test("paused, the order, the targets and the past stand still as well", async () => {
  const answers: Record<string, unknown> = {};
  await using server = await FrameServer.open({
    folder,
    opening: [makeState(makeUser("Ada First", 10), makeUser("Bo Second", 100))],
    answers,
  });
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Ada First");
  await page.tab.hover("tbody tr:first-child");
  await page.sees(".lm-held", "Order held");
  server.send({ type: "user_metric", metric: makeUser("Bo Second", 0, { pageViews: 777, timestamp: ago(-1) }).metric });
  await page.sees("tbody tr:nth-child(2) .lm-c-views", "777");

  await page.tab.keyboard.press("p");
  await page.sees(".lm-pause", "Paused");
  await page.tab.hover(".lm-figures");
  await page.tab.waitForFunction(() => !document.querySelector(".lm-held"));
  const asked: string[] = [];
  page.tab.on("request", (request) => asked.push(new URL(request.url()).pathname));
  answers["/api/events"] = { events: [makeEvent({ timestamp: ago(0) })] };
  const back = server.nextReader();
  server.drop();
  await page.sees(".lm-pill", /^Offline/);
  await page.tab.locator(".lm-head ::-p-text(Retry now)").click();
  await back;
  await page.sees(".lm-pill", "Live WebSocket");
  server.send(JSON.stringify({ type: "run", run: makeRun({ target: "crm-admin", endedAt: ago(0) }), cursor: "e1:2" }));
  server.send({ type: "user_metric", metric: makeUser("Cleo Third", 0).metric });
  await page.sees(".lm-pause", "Paused · 1 new");

  expect(await page.names()).toEqual(["Ada First", "Bo Second"]);
  expect(await page.text(".lm-targets")).toContain("No targets yet");
  expect(asked).not.toContain("/api/events");

  await page.tab.keyboard.press("p");
  await page.sees("tbody", /Cleo Third .*Bo Second .*Ada First/);
  await page.sees(".lm-targets", "crm-admin rows 42");
  await page.sees(".lm-feed", "opened Revenue");
});

test("exports what is shown, to a file of its own", async () => {
  const downloads = await mkdtemp(path.join(tmpdir(), "live-metrics-"));
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: `${server.url}?q=ada` });
  await page.sees(".lm-count", "1 of 2 users");
  const session = await page.tab.createCDPSession();
  await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: downloads });

  await page.tab.keyboard.press("e");
  await page.sees(".lm-menu", "Users shown, as CSV 1 row, 10 columns Users shown, as JSON 1 record, all fields");
  await page.tab.click(".lm-menu-two");

  const [name = ""] = await vi.waitFor(async () => {
    const files = await readdir(downloads);
    expect(files).toEqual([expect.stringMatching(/^live-metrics-[\d-]+T\d{6}-users\.csv$/)]);
    return files;
  });
  expect(await readFile(path.join(downloads, name), "utf8")).toMatch(
    /^\u{feff}User,Company,.*\r\nAda First,Halden Freight,Active/u,
  );
  await page.tab.waitForFunction(() => !document.querySelector(".lm-menu"));
  await rm(downloads, { recursive: true });
});
