import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WarmBrowser } from "../../src/browser/browser.ts";
import type { DemoApp } from "../../src/mock/demo-app/server.ts";
import { openTestBrowser } from "../support/test-browser.ts";
import { openApp } from "../mock/demo-app/visit.ts";
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

/** The table of the demo app with those troubles, waited for no longer than a test may take. */
const runWith = (troubles: string, more: object = {}, options?: RunOptions): Promise<DemoRun> =>
  runAt(browser, app.at(troubles), { ...table, ready: { timeout: "300ms" }, ...more }, options);

const users = (troubles: string, title = "“Users · Harbour Admin”"): string =>
  `https://app.example.com/with/${troubles}/users (${title}, status 200)`;
const login = (troubles: string): string =>
  `https://app.example.com/with/${troubles}/login?back=%2Fusers (“Sign in · Harbour Admin”, status 200)`;
const matchedNothing =
  "loaded, but table.users tbody tr matched nothing and nothing proves an empty list. Compare the page with the selector file: .no-users is not there either.";
const giveLogin =
  "shows a password field and no rows: the app wants a login. Give the target a login, or sign in again if it has one.";

describe("a list that is there", () => {
  test("gives every user once, in the order of the page", async () => {
    const run = await runWith("");
    expect([run.name, run.sentence, run.verdict.warnings]).toEqual(["rows", "24 rows read.", []]);
    expect(run.ids).toEqual(await idsOf(app));
  });

  test.each([
    ["dialogs that hold the page", "dialogs", {}, {}],
    ["a page that reloads itself", "self-reload", {}, {}],
    ["a page that reloads itself for ever", "self-reload:for-ever", {}, {}],
    ["class names that are new on each load, by other attributes", "hashed-classes", { rows: "tr[data-user-id]" }, {}],
    ["a server that takes its time", "slow:2500", {}, {}],
    ["writing requests, which are refused", "posts", {}, { readOnly: true }],
  ])("is read in spite of %s", async (_what, troubles, more, options) => {
    const run = await runWith(troubles, more, options);
    expect([run.name, run.sentence]).toEqual(["rows", "24 rows read."]);
    expect(run.ids).toEqual(await idsOf(app));
  });

  test("takes no cell of another user's row", async () => {
    const { observations, sentence } = await runWith("missing-cells");
    const healthy = await runWith("");
    expect(sentence).toBe("24 rows read.");
    expect(observations.slice(0, 4).map(({ missing }) => missing)).toEqual([
      { pageViews: ".views matched nothing" },
      { email: "attribute href of a.email matched nothing" },
      { isActive: ".status matched nothing" },
      {},
    ]);
    for (const [index, { known }] of observations.entries())
      expect(healthy.observations[index]!.known).toMatchObject(known);
  });

  test("names an id that stands in two rows, and keeps the first", async () => {
    const { name, sentence, ids } = await runWith("duplicates");
    expect([name, ids.length]).toEqual(["partial", 23]);
    expect(sentence).toBe(
      `23 of 24 rows read on ${users("duplicates")}; userId user-1001 stands in several rows, and only the first counts.`,
    );
  });

  test("can do without ids", async () => {
    const { name, ids, observations } = await runWith("no-ids", {
      fields: { ...table.fields, userId: { from: "userName" } },
    });
    expect([name, ids]).toEqual(["rows", observations.map(({ known }) => known.userName)]);
  });

  test("is partial where the app claims to have more", async () => {
    const { name, sentence, verdict } = await runWith("short", { claims: ".total" });
    expect([name, verdict.evidence.claimed]).toEqual(["partial", 31]);
    expect(sentence).toBe(`24 of 31 rows read on ${users("short")}; the page itself counts 31.`);
  });

  test("warns where what the app claims cannot be read", async () => {
    const { name, verdict } = await runWith("", { claims: "h1" });
    expect([name, verdict.warnings]).toEqual([
      "rows",
      ["the total that the page states could not be read, so completeness is not known"],
    ]);
  });

  test("says when it came only with pictures", async () => {
    const { name, ids, verdict } = await runWith("images-needed");
    expect([name, ids.length, verdict.warnings]).toEqual([
      "rows",
      24,
      ["the page shows 24 rows with images and trackers, and 0 without; set block: false for this target"],
    ]);
  });
});

describe("no rows", () => {
  test.each<[string, string, string]>([
    ["nobody", "empty", "No users, and .no-users proves it."],
    ["nobody-unsaid", "layout-changed", `${users("nobody-unsaid")} ${matchedNothing}`],
    ["renamed-classes", "layout-changed", `${users("renamed-classes")} ${matchedNothing}`],
    [
      "no-ids",
      "layout-changed",
      `${users("no-ids")} has 24 rows, but none gave a userId: attribute data-user-id is not set. Compare the page with the selector file.`,
    ],
    [
      "endless-skeleton",
      "not-ready",
      `${users("endless-skeleton")} shows 5 rows of placeholders and no user after 300 ms. Raise ready.timeout, or name a better ready.selector.`,
    ],
    [
      "endless-spinner",
      "not-ready",
      `${users("endless-spinner")} still shows <div class="spinner"> after 300 ms, and no rows. Raise ready.timeout, or name a better ready.selector.`,
    ],
    ["login-wall", "login-wall", `${login("login-wall")} ${giveLogin}`],
    ["expired-session", "login-wall", `${login("expired-session")} ${giveLogin}`],
    [
      "rate-limit",
      "blocked",
      "https://app.example.com/with/rate-limit/users (no title, status 429) turned the browser away. Ask less often: it wants to be left alone for 30 s.",
    ],
    [
      "forbidden",
      "blocked",
      "https://app.example.com/with/forbidden/users (“Forbidden · Harbour Admin”, status 403) turned the browser away. Check what this account may see.",
    ],
    [
      "server-error",
      "error-page",
      "https://app.example.com/with/server-error/users (“500 Internal Server Error”, status 500) is an error page. Check the target's url and the app.",
    ],
    [
      "soft-error",
      "error-page",
      `${users("soft-error", "“Something went wrong · Harbour Admin”")} says that something went wrong. Check the app.`,
    ],
    [
      "blocked",
      "blocked",
      `${users("blocked", "“Just a moment...”")} wants to make sure that a person is looking. It is meant to keep programs out; ask its owner for access.`,
    ],
    [
      "crash+endless-spinner",
      "crashed",
      "The page crashed. The next run starts on a fresh browser; if it happens again, give the machine more memory.",
    ],
  ])("%s is %s", async (troubles, name, sentence) => {
    const run = await runWith(troubles);
    expect([run.name, run.sentence, run.observations]).toEqual([name, sentence, []]);
  });

  test.each(["never-answers", "busy+endless-spinner"])("%s is timeout", async (troubles) => {
    const run = await runWith(troubles, {}, { timeoutMs: 1_500 });
    expect([run.name, run.sentence]).toEqual(["timeout", "Reading the page took longer than 1.5 s and was stopped."]);
  });

  test("is unreachable where nothing listens", async () => {
    const closed = await openApp();
    await closed.close();
    const run = await runAt(browser, closed.url, table);
    expect([run.name, run.sentence]).toEqual([
      "unreachable",
      "Cannot open https://app.example.com/users: nothing listens there (net::ERR_CONNECTION_REFUSED). Check the address, and that it opens in a browser on this machine.",
    ]);
  });
});

test("a run after a crash, and one after a page that hangs, find a browser as new", async () => {
  // The page may be read before it crashes: that is no fault of the run after it.
  for (const _ of [1, 2, 3, 4]) {
    await runWith("crash");
    expect(await runWith("")).toMatchObject({ name: "rows" });
  }
  await runWith("busy+endless-spinner", {}, { timeoutMs: 1_000 });
  expect(await runWith("")).toMatchObject({ name: "rows" });
});
