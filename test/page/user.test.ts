import { expect, test } from "vitest";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { makeState, makeUser } from "../support/live-users.ts";
import { openPageTests } from "../support/page-tests.ts";
import { makeEvent, makeMeta } from "../support/user-metrics.ts";

const { folder, chromium } = await openPageTests();

const mara = makeUser("Mara Lindqvist", 4, { company: "Halden Freight" });
const serve = () =>
  FrameServer.open({
    folder,
    opening: [makeState(mara, makeUser("Jonas Weidmann", 30), makeUser("Bo Adler", 600))],
    answers: {
      "/api/events": { events: [makeEvent({ userId: "Mara Lindqvist", timestamp: new Date().toISOString() })] },
    },
  });

test("a click opens a user beside the table, which does not move", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");
  const placeOf = (selector: string) =>
    page.tab.$eval(selector, (element) => JSON.stringify(element.getBoundingClientRect()));
  const before = await placeOf("tbody tr");

  await page.tab.click("tbody tr");

  await page.sees(".lm-drawer h2", "Mara Lindqvist");
  expect(await placeOf("tbody tr")).toBe(before);
  // Where they lie in the end: the drawer slides in.
  const boxOf = (selector: string) =>
    page.tab.$eval(selector, (element) => {
      const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = element as HTMLElement;
      return { offsetLeft, offsetTop, offsetWidth, offsetHeight };
    });
  expect(await boxOf(".lm-drawer")).toEqual(await boxOf(".lm-rail"));
  const drawer = await page.text(".lm-drawer");
  expect(drawer).toMatch(
    /Status Active read as active Last action Viewed revenue report \d+ s ago · [\d:]+ Company Halden Freight User id Mara Lindqvist Data age \d+ s read [\d:]+ from crm-admin/,
  );
  expect(drawer).toContain(
    "Session 42 min Page views 61 Clicks 208 Scroll depth 75 % Events 143 Queries 12 Reports 0 Dashboards 9",
  );
  expect(drawer).toContain("Time per feature 2 features · 26 min Revenue 17 min Dashboard 9 min");
  await page.sees(".lm-drawer", /Recent events 1 of last hour [\d:]+ Opened Revenue/);
  expect(page.problems).toEqual([]);
});

test("every one of the 19 fields is there by name", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");
  await page.tab.click("tbody tr");
  await page.sees(".lm-drawer h2", "Mara Lindqvist");

  const titles = await page.tab.$$eval(".lm-drawer [title]", (elements) =>
    elements.map((element) => element.getAttribute("title")).join(" "),
  );

  for (const field of Object.keys(mara.metric)) expect(titles).toContain(field);
});

test("what was not read is a dash, with the reason below", async () => {
  const missing = {
    reportsCreated: ".report-count matched nothing",
    featureTime: "not read",
    userName: "hidden",
    email: "not on this screen",
    isActive: "no dot",
  };
  const record = { metric: makeUser("Elif Demir", 4, { email: "" }).metric, meta: makeMeta({ missing }) };
  await using server = await FrameServer.open({ folder, opening: [makeState(record)] });
  await using page = await LivePage.open(chromium, { url: `${server.url}?user=Elif+Demir` });

  await page.sees(".lm-reasons", "Reports: .report-count matched nothing");

  expect(await page.text(".lm-counts [title^='Reports not known'] > span")).toBe("–");
  expect(await page.tab.$$(".lm-bars .lm-hatched")).toHaveLength(2);
  const titles = await page.tab.$$eval(".lm-drawer [title*='not known']", (parts) =>
    parts.map((part) => part.getAttribute("title")),
  );
  expect(titles).toEqual(
    expect.arrayContaining([
      "userName not known: hidden",
      "E-mail not known: not on this screen",
      "Is active not known: no dot",
    ]),
  );
});

test("an address opens its user and its search; Back closes the user", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: `${server.url}?q=mara` });
  await page.sees(".lm-count", "1 of 3 users");

  await page.tab.click("tbody tr");
  await page.sees(".lm-drawer h2", "Mara Lindqvist");
  expect(await page.tab.evaluate(() => location.search)).toBe("?user=Mara+Lindqvist&q=mara");
  await page.tab.goBack();

  await page.tab.waitForFunction(() => !document.querySelector(".lm-drawer"));
  expect(await page.tab.evaluate(() => location.search)).toBe("?q=mara");
});

test("closing a user goes back, so that Back does not lead to the same page once more", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: `${server.url}?tenant=7` });
  await page.sees("tbody", "Mara Lindqvist");
  const entries = await page.tab.evaluate(() => history.length);
  await page.tab.evaluate(() => history.replaceState({ ofApp: 1 }, ""));

  await page.tab.click("tbody tr");
  await page.tab.waitForFunction(() => location.search === "?tenant=7&user=Mara+Lindqvist");
  await page.tab.keyboard.press("j");
  await page.tab.waitForFunction(() => location.search === "?tenant=7&user=Jonas+Weidmann");
  expect(await page.tab.evaluate(() => (history.state as { ofApp: number }).ofApp)).toBe(1);
  await page.tab.keyboard.press("Escape");

  await page.tab.waitForFunction(() => location.search === "?tenant=7");
  expect(await page.tab.evaluate(() => history.state as unknown)).toEqual({ ofApp: 1 });
  await page.tab.type(".lm-search input", "bo");
  await page.tab.waitForFunction(() => location.search === "?tenant=7&q=bo");
  await page.tab.click("tbody tr");
  await page.sees(".lm-drawer h2", "Bo Adler");
  // The entry that was gone back from is written over.
  expect(await page.tab.evaluate(() => history.length)).toBe(entries + 1);
});

test("what is chosen while a user is open stays when the user is closed", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");

  await page.tab.click("tbody tr");
  await page.tab.type(".lm-search input", "mara");
  await page.sees(".lm-count", "1 of 3 users");
  await page.tab.click(".lm-close");

  await page.tab.waitForFunction(() => location.search === "?q=mara" && !document.querySelector(".lm-drawer"));
  expect(await page.text(".lm-count")).toBe("1 of 3 users");
});

test("the address is written seldom, however fast somebody types, and says in the end what was typed", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");
  await page.tab.evaluate(() => {
    history.replaceState = (...given) => {
      document.body.dataset.written = `${document.body.dataset.written ?? ""}${String(given[2])} `;
      History.prototype.replaceState.apply(history, given);
    };
    const box = document.querySelector<HTMLInputElement>(".lm-search input")!;
    box.focus();
    for (const letter of "mara") document.execCommand("insertText", false, letter);
  });

  await page.tab.waitForFunction(() => location.search === "?q=mara");

  expect(await page.tab.evaluate(() => document.body.dataset.written)).toBe("/?q=m /?q=mara ");
});

test("the link of a user leads to that user alone, and keeps what is the app's", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: `${server.url}?tenant=7&q=mara&user=Mara+Lindqvist` });
  await page.sees(".lm-drawer", "Copy link");
  await page.tab.evaluate(() => {
    const writeText = async (text: string): Promise<void> => void (document.body.dataset.copied = text);
    Object.defineProperty(navigator, "clipboard", { value: { writeText } });
  });

  await page.tab.click(".lm-drawer ::-p-text(Copy link)");
  await page.sees(".lm-drawer-foot", "Copied");

  expect(await page.tab.evaluate(() => document.body.dataset.copied)).toBe(
    `${server.url}?tenant=7&user=Mara+Lindqvist`,
  );
});

test("an address of somebody who is not there says so", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: `${server.url}?user=nobody` });

  await page.sees(".lm-drawer", "nobody is not in the live view.");
});

test("who leaves while open stays open, and is said to have left", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, { url: `${server.url}?user=Mara+Lindqvist` });
  await page.sees(".lm-drawer", "Active");

  server.send(JSON.stringify({ type: "user_left", userId: "Mara Lindqvist", reason: "gone", cursor: "e1:2" }));

  await page.sees(".lm-drawer .lm-status", "Left");
  await page.sees("tbody .lm-is-gone", "Mara Lindqvist");
  await page.tab.waitForFunction(() => !document.querySelector(".lm-is-gone"), { timeout: 20_000 });
  expect(await page.text(".lm-drawer h2")).toBe("Mara Lindqvist");
});

test("the whole way by keyboard: search, walk, open, walk on, close, clear", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");
  const press = (...keys: Parameters<typeof page.tab.keyboard.press>[0][]) =>
    keys.reduce((before, key) => before.then(() => page.tab.keyboard.press(key)), Promise.resolve());

  await press("/");
  await page.tab.keyboard.type("a");
  await page.tab.evaluate(() => (document.activeElement as HTMLElement).blur());
  await press("j", "ArrowDown");
  await page.sees(".lm-is-at", "Jonas Weidmann");
  await press("Enter");
  await page.sees(".lm-drawer h2", "Jonas Weidmann");
  await press("k");
  await page.sees(".lm-drawer h2", "Mara Lindqvist");
  await press("End");
  await page.sees(".lm-drawer h2", "Bo Adler");
  await press("Escape");
  await page.tab.waitForFunction(() => !document.querySelector(".lm-drawer"));
  expect(await page.tab.$eval(".lm-search input", (box) => box.value)).toBe("a");
  await press("Escape");

  await page.tab.waitForFunction(() => document.querySelector<HTMLInputElement>(".lm-search input")?.value === "");
});

test("the columns are chosen by keyboard, and single letters can be turned off", async () => {
  await using server = await serve();
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");

  await page.tab.keyboard.press("c");
  await page.sees(".lm-menu", "10 of 19 columns");
  // The first one, whose column cannot be taken away, is passed over.
  for (let step = 0; step < 12; step++) await page.tab.keyboard.press("ArrowDown");
  await page.tab.keyboard.press("Space");
  await page.sees("thead", "Scroll depth");
  await page.tab.keyboard.press("Escape");
  await page.tab.waitForFunction(() => !document.querySelector(".lm-menu"));

  await page.tab.keyboard.press("?");
  await page.tab.click(".lm-menu input");
  await page.tab.keyboard.press("Escape");
  await page.tab.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.tab.keyboard.press("p");
  expect(await page.text(".lm-pause")).toBe("Pause P");
});
