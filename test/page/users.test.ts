import { expect, test } from "vitest";
import type { MetricRecord } from "../../src/metric/meta.ts";
import { FrameServer } from "../support/frame-server.ts";
import { LivePage } from "../support/live-page.ts";
import { ago, makeState, makeUser } from "../support/live-users.ts";
import { openPageTests } from "../support/page-tests.ts";
import { makeMeta } from "../support/user-metrics.ts";

const { folder, chromium } = await openPageTests();

const serve = (...users: MetricRecord[]) => FrameServer.open({ folder, opening: [makeState(...users)] });

test("shows each user with what they do, and the figures with their definitions", async () => {
  await using server = await serve(
    makeUser("Mara Lindqvist", 4, { sessionDuration: 42, clickCount: 18_412 }),
    makeUser("Noor van Dijk", 190, { sessionDuration: 68, company: "Civic Grid" }),
    makeUser("Amara Nwosu", 2_400),
  );
  await using page = await LivePage.open(chromium, server);

  await page.sees(
    "tbody tr:nth-child(1)",
    /Mara Lindqvist Halden Freight Active Revenue 42 min 61 18.4 k Viewed revenue report \d+ s \d+ s$/,
  );
  expect(await page.names()).toEqual(["Mara Lindqvist", "Noor van Dijk", "Amara Nwosu"]);
  expect(await page.text("tbody tr:nth-child(2)")).toMatch(/Civic Grid Idle Revenue 1 h 08/);
  expect(await page.tab.$eval(".lm-name", (name) => (name as HTMLElement).title)).toBe(
    "Mara Lindqvist\nsomeone@example.com",
  );
  expect(await page.text(".lm-figures")).toBe(
    [
      "Active now 1 acted in last 60 s Active in 5 min 2 acted in last 5 min Active in 30 min 2 acted in last 30 min",
      "Events a minute – Not known in last full minute Median session 55 min users of last 30 min",
    ].join(" "),
  );
  expect(await page.text(".lm-count")).toBe("3 users");
  expect(await page.text(".lm-pill")).toBe("Live WebSocket");
  expect(await page.tab.$(".lm-synthetic")).toBeNull();
  expect(page.problems).toEqual([]);
});

test("follows what happens: cells change in place, new users appear, ages count on", async () => {
  await using server = await serve(makeUser("Mara Lindqvist", 0, { pageViews: 61 }));
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");
  const row = await page.tab.$("tbody tr");

  server.send({
    type: "user_metric",
    metric: makeUser("Mara Lindqvist", 0, { pageViews: 62, timestamp: ago(-1) }).metric,
  });
  server.send({ type: "user_metric", metric: makeUser("Jonas Weidmann", 30).metric });

  await page.sees("tbody tr:nth-child(1) .lm-c-views", "62");
  await page.sees("tbody tr:nth-child(2)", "Jonas Weidmann");
  await page.sees("tbody tr:nth-child(2) time", /^(3[1-9]|[45]\d) s$/);
  expect(await row!.evaluate((element) => element.isConnected)).toBe(true);
});

test("a value that was not read is a dash that says why; zero is zero", async () => {
  const record = makeUser("Elif Demir", 5, { clickCount: 0, pageViews: 0, company: "", userId: "u_7" });
  const missing = { clickCount: ".clicks matched nothing", company: "not read by this source" };
  await using server = await serve({ ...record, meta: makeMeta({ missing }) });
  await using page = await LivePage.open(chromium, server);

  await page.sees("tbody", "Elif Demir");

  const titleOf = (selector: string) => page.tab.$eval(selector, (element) => (element as HTMLElement).title);
  expect(await page.text(".lm-c-clicks .lm-missing > span")).toBe("–");
  expect(await titleOf("td.lm-c-clicks .lm-missing")).toBe("Clicks not known: .clicks matched nothing");
  expect(await titleOf("td.lm-c-company .lm-missing")).toBe("Company not known: not read by this source");
  expect(await page.text("td.lm-c-views")).toBe("0");
});

test("a name is text, whatever it holds", async () => {
  const name = `<img src=x onerror="document.title='owned'">`;
  const hostile = makeUser(name, 1, {
    company: "<script>document.title='owned'</script>",
    lastAction: "{{7*7}} javascript:alert(1)",
  });
  await using server = await serve(hostile);
  await using page = await LivePage.open(chromium, server);

  await page.sees("tbody", "<img src=x onerror=");

  expect(await page.names()).toEqual([name]);
  expect(await page.text("td.lm-c-company")).toContain("<script>");
  expect(await page.tab.$$("tbody img, tbody script, tbody a")).toEqual([]);
  expect(await page.tab.title()).toBe("Live Metrics");
  expect(page.problems).toEqual([]);
});

test("data that is late is marked, and its user's status is not known", async () => {
  await using server = await serve(makeUser("Greta Sørensen", 1_030, { timestamp: ago(1_020) }));
  await using page = await LivePage.open(chromium, server);

  await page.sees(".lm-status-unknown", "Not known");

  expect(await page.text(".lm-late")).toBe("17 min");
  expect(await page.tab.$eval(".lm-status", (status) => (status as HTMLElement).title)).toBe("Not read for 17 min");
});

test("ages and status go by the hub's clock, not by the reader's", async () => {
  const clockAheadMs = 3_600_000;
  const tenMinutesAgoThere = makeUser("Mara Lindqvist", -3_000, { timestamp: ago(-3_590) });
  const opening = [makeState(tenMinutesAgoThere)];
  await using server = await FrameServer.open({ folder, opening, clockAheadMs });
  await using page = await LivePage.open(chromium, server);

  await page.sees("tbody tr", / Idle .* 10 min \d+ s$/);
});

test("says so while it shows synthetic users", async () => {
  const synthetic = { ...makeUser("Ada Mock", 1), meta: makeMeta({ source: "mock" }) };
  await using server = await serve(synthetic, makeUser("Mara Lindqvist", 2));
  await using page = await LivePage.open(chromium, server);
  await page.sees(".lm-synthetic", "Synthetic data");

  await page.tab.type(".lm-search input", "mara");

  await page.tab.waitForFunction(() => !document.querySelector(".lm-synthetic"));
});

test("rows keep their places while the pointer is among them, and their cells still change", async () => {
  await using server = await serve(makeUser("Ada First", 10), makeUser("Bo Second", 100));
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Ada First");

  await page.tab.hover("tbody tr:first-child");
  await page.sees(".lm-held", "Order held");
  server.send({ type: "user_metric", metric: makeUser("Bo Second", 0, { pageViews: 777, timestamp: ago(-1) }).metric });
  await page.sees("tbody tr:nth-child(2) .lm-c-views", "777");
  // Two seconds on, a sort has been due and was not made.
  await page.sees("tbody tr:nth-child(2) time", /^([2-9]|\d\d) s$/);
  expect(await page.names()).toEqual(["Ada First", "Bo Second"]);

  await page.tab.hover(".lm-head");
  await page.sees("tbody tr:first-child", "Bo Second");
  expect(await page.tab.$(".lm-held")).toBeNull();
});

test("the keyboard in the table holds the order as well", async () => {
  await using server = await serve(makeUser("Ada First", 10));
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Ada First");

  await page.tab.focus(".lm-columns-button");
  await page.tab.keyboard.press("Tab");
  await page.sees(".lm-held", "Order held");
  await page.tab.keyboard.press("Tab");

  await page.tab.waitForFunction(() => !document.querySelector(".lm-held"));
  expect(await page.tab.evaluate(() => document.activeElement?.textContent)).toBe("Last action");
});

test("a click on a heading sorts at once, a second one turns it round", async () => {
  await using server = await serve(
    makeUser("Ada", 1, { pageViews: 5 }),
    makeUser("Cleo", 2, { pageViews: 9 }),
    makeUser("Bo", 3, { pageViews: 7 }),
  );
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Ada");
  expect(await page.tab.$eval("th.lm-c-action", (heading) => heading.ariaSort)).toBe("descending");

  await page.tab.click("th.lm-c-views button");
  await page.tab.waitForSelector("th.lm-c-views[aria-sort=descending]");
  await page.seesNames("Cleo", "Bo", "Ada");
  await page.tab.click("th.lm-c-views button");
  await page.tab.waitForSelector("th.lm-c-views[aria-sort=ascending]");

  await page.seesNames("Ada", "Bo", "Cleo");
});

test("/ goes to the search, typing filters, Esc clears", async () => {
  await using server = await serve(
    makeUser("Mara Lindqvist", 1),
    makeUser("Jonas Weidmann", 2),
    makeUser("Márta Szabó", 3),
  );
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");

  await page.tab.keyboard.press("/");
  await page.tab.keyboard.type("mar");
  await page.sees(".lm-count", "2 of 3 users");
  await page.seesNames("Mara Lindqvist", "Márta Szabó");
  await page.tab.keyboard.press("Escape");

  await page.sees(".lm-count", /^3 users$/);
  await page.seesNames("Mara Lindqvist", "Jonas Weidmann", "Márta Szabó");
});

test("a search that finds nobody says how many it hides, and how to see them again", async () => {
  await using server = await serve(makeUser("Mara Lindqvist", 1), makeUser("Jonas Weidmann", 2));
  await using page = await LivePage.open(chromium, server);
  await page.sees("tbody", "Mara Lindqvist");

  await page.tab.type(".lm-search input", "brandtt");
  await page.sees(".lm-nothing", "No user matches 2 users are hidden by “brandtt”.");
  await page.tab.click(".lm-nothing button");

  await page.sees("tbody", "Jonas Weidmann");
});

test.each([
  [
    1_440,
    ["User", "Company", "Status", "Feature", "Session", "Views", "Clicks", "Last action", "Events, 1 h", "Data age"],
  ],
  [1_280, ["User", "Company", "Status", "Feature", "Session", "Views", "Clicks", "Last action", "Data age"]],
  [900, ["User", "Status", "Feature", "Session", "Last action", "Data age"]],
  [390, []],
])("at a width of %d px these columns have headings: %j", async (width, expected) => {
  await using server = await serve(makeUser("Mara Lindqvist", 1));
  await using page = await LivePage.open(chromium, { url: server.url, width });
  await page.sees("tbody", "Mara Lindqvist");

  const headings = await page.tab.$$eval("thead th", (cells) =>
    cells.filter((cell) => cell.checkVisibility()).map((cell) => cell.innerText.trim()),
  );

  expect(headings).toEqual(expected);
  expect(await page.tab.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
});

test("no count of thousands is cut where every usual column is shown in the least room", async () => {
  await using server = await serve(makeUser("Mara Lindqvist", 1, { clickCount: 2_073, pageViews: 9_999 }));
  await using page = await LivePage.open(chromium, { url: server.url, width: 1_336 });
  await page.sees("tbody", "9,999 2,073");
  const cut = await page.tab.$$eval("tbody td.lm-n", (cells) =>
    cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map(({ textContent }) => textContent),
  );
  expect(cut).toEqual([]);
});

test.each([1_440, 1_280, 1_024])("no heading is cut at a width of %d px, whichever is sorted by", async (width) => {
  await using server = await serve(makeUser("Mara Lindqvist", 1));
  await using page = await LivePage.open(chromium, { url: server.url, width });
  await page.sees("tbody", "Mara Lindqvist");
  const isCut = (heading: Element) =>
    heading.scrollWidth > heading.clientWidth && getComputedStyle(heading).overflow !== "visible";

  for (const heading of await page.tab.$$("thead th:has(button)")) {
    const title = await heading.evaluate((element) => element.textContent);
    expect([title, await heading.evaluate(isCut)]).toEqual([title, false]);
    await heading.evaluate((element) => element.querySelector("button")!.click());
    await page.sees("thead .lm-is-sorted", title);
    expect([`${title}, sorted`, await heading.evaluate(isCut)]).toEqual([`${title}, sorted`, false]);
  }
});

test("a phone shows what a user does below the name, and sorts by a choice", async () => {
  await using server = await serve(makeUser("Ada Active", 1), makeUser("Bo Idle", 600, { pageViews: 900 }));
  await using page = await LivePage.open(chromium, { url: server.url, width: 390 });

  await page.sees("tbody tr:first-child", /Ada Active Revenue · Viewed revenue report Active read \d+ s ago/);
  await page.tab.select("select[aria-label='Sort by']", "views");

  await page.sees("tbody tr:first-child", "Bo Idle");
});

test("the system's theme decides, and data-theme overrides it", async () => {
  await using server = await serve(makeUser("Mara Lindqvist", 1));
  await using page = await LivePage.open(chromium, { url: server.url, theme: "dark" });
  await page.sees("tbody", "Mara Lindqvist");
  const background = () => page.tab.$eval(".lm", (root) => getComputedStyle(root).backgroundColor);
  expect(await background()).toBe("rgb(17, 19, 21)");

  await page.tab.evaluate(() => document.documentElement.setAttribute("data-theme", "light"));

  expect(await background()).toBe("rgb(255, 255, 255)");
});
