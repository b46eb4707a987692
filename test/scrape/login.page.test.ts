import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { WarmBrowser } from "../../src/browser/browser.ts";
import type { DemoApp } from "../../src/mock/demo-app/server.ts";
import { openApp } from "../mock/demo-app/visit.ts";
import { openPageServer } from "../support/page-server.ts";
import { openTestBrowser } from "../support/test-browser.ts";
import { tempFolder, type TempFolder } from "../support/temp-folder.ts";
import { admin, login, openLogins, runAt, table, type DemoRun, type RunOptions } from "./demo-run.ts";

let browser: WarmBrowser;
let app: DemoApp;
let folder: TempFolder;

beforeAll(() => {
  browser = openTestBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  app = await openApp();
  folder = await tempFolder();
});
afterEach(async () => {
  await app.close();
  await folder[Symbol.asyncDispose]();
});

const runWith = (
  troubles: string,
  { browser: other = browser, site = {}, ...options }: RunOptions & { browser?: WarmBrowser; site?: object } = {},
): Promise<DemoRun> =>
  runAt(
    other,
    app.at(troubles),
    { ...table, ready: { timeout: "300ms" }, login, ...site },
    { logins: openLogins(folder.path), secrets: admin, ...options },
  );

const outcomes = (): string[] => app.logins.map(({ username, outcome }) => `${username}: ${outcome}`);
const asked = (method: string): string[] => app.requests.filter((one) => one.method === method).map(({ path }) => path);

/** All that is written below the state folder, by path. */
async function readFiles(): Promise<{ path: string; mode: string; text: string }[]> {
  const entries = await readdir(folder.path, { recursive: true, withFileTypes: true });
  return await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ name, parentPath }) => {
        const path = join(parentPath, name);
        const { mode } = await stat(path);
        return { path: name, mode: (mode & 0o777).toString(8), text: await readFile(path, "utf8") };
      }),
  );
}

describe("a login", () => {
  test("is made where the app wants one", async () => {
    const run = await runWith("login-wall");
    expect([run.name, run.sentence, outcomes()]).toEqual(["rows", "24 rows read.", ["admin: ok"]]);
  });

  test("is not made where the page is fine", async () => {
    expect(await runWith("")).toMatchObject({ name: "rows" });
    expect(outcomes()).toEqual([]);
  });

  test("is made once for many runs, and a browser as new goes on with it", async () => {
    await runWith("login-wall");
    expect(await runWith("login-wall")).toMatchObject({ name: "rows" });
    const fresh = openTestBrowser();
    expect(await runWith("login-wall", { browser: fresh })).toMatchObject({ name: "rows" });
    await fresh.close();
    expect(outcomes()).toEqual(["admin: ok"]);
  });

  test("is written for this user alone, and holds no secret", async () => {
    await runWith("login-wall");
    await runWith("login-wall", { secrets: { ...admin, password: "wrong horse" } });
    const files = await readFiles();
    expect(files.map(({ path }) => path)).toContain("session.json");
    for (const { mode, text } of files.filter(({ path }) => path.endsWith(".json"))) {
      expect(mode).toBe("600");
      expect(text).not.toMatch(/horse/);
    }
  });

  test.each(["token-login", "token-login:session", "token-login:indexeddb"])(
    "is remembered by a browser as new where the session is a token: %s",
    async (troubles) => {
      const site = { login: { ...login, success: "#app" }, ready: { timeout: "2s" } };
      expect(await runWith(troubles, { site })).toMatchObject({ name: "rows" });
      const fresh = openTestBrowser();
      expect(await runWith(troubles, { site, browser: fresh })).toMatchObject({ name: "rows" });
      await fresh.close();
      expect(outcomes()).toEqual(["admin: ok"]);
    },
  );

  test("is kept up where the session rolls on with every answer", async () => {
    await runWith("rolling");
    for (const _ of [1, 2]) {
      const fresh = openTestBrowser();
      expect(await runWith("rolling", { browser: fresh, site: { pages: undefined } })).toMatchObject({ name: "rows" });
      await fresh.close();
    }
    expect(outcomes()).toEqual(["admin: ok"]);
  });

  test("is made again where the saved session has ended, and saved", async () => {
    await runWith("login-wall");
    await fetch(new URL("reset", app.at("login-wall")), { method: "POST" });
    expect(await runWith("login-wall")).toMatchObject({ name: "rows" });
    const fresh = openTestBrowser();
    expect(await runWith("login-wall", { browser: fresh })).toMatchObject({ name: "rows" });
    await fresh.close();
    expect(outcomes()).toEqual(["admin: ok", "admin: ok"]);
  });

  test("is one for two targets of one account that start at once, in one process or two", async () => {
    const [here, there] = [openTestBrowser(), openTestBrowser()];
    const logins = openLogins(folder.path);
    const runs = await Promise.all([
      runWith("login-wall", { browser: here, logins, name: "one" }),
      runWith("login-wall", { browser: here, logins, name: "two" }),
      // Another process has its own browser and its own memory.
      runWith("login-wall", { browser: there, name: "three" }),
    ]);
    await Promise.all([here.close(), there.close()]);
    expect(runs.map(({ name }) => name)).toEqual(["rows", "rows", "rows"]);
    expect(outcomes()).toEqual(["admin: ok"]);
  });

  test("is one for two targets whose tabs share no session", async () => {
    const site = { login: { ...login, success: "#app" }, ready: { timeout: "2s" } };
    const fresh = openTestBrowser();
    const logins = openLogins(folder.path);
    const both = ["one", "two"].map((name) => runWith("token-login:session", { browser: fresh, logins, name, site }));
    expect((await Promise.all(both)).map(({ name }) => name)).toEqual(["rows", "rows"]);
    await fresh.close();
    expect(outcomes()).toEqual(["admin: ok"]);
  });

  test("is made where a step of the site fails for want of it", async () => {
    const site = { steps: [{ click: "h1:not(:has(+ form))" }, { wait: { selector: "table.users" } }] };
    expect(await runWith("login-wall", { site })).toMatchObject({ name: "rows" });
    expect(outcomes()).toEqual(["admin: ok"]);
  });

  test("is made between two pages of a list, once a run", async () => {
    const site = { path: "users?page=1&size=5", pages: { next: "[rel=next]" } };
    const run = await runWith("login-wall-after:2", { site });
    expect([run.name, run.ids.length, outcomes()]).toEqual(["rows", 24, ["admin: ok"]]);
  });

  test("is not made for ever where the session always ends", async () => {
    const site = { path: "users?page=1&size=5", pages: { next: "[rel=next]" } };
    const run = await runWith("expired-session:3", { site });
    expect([run.name, outcomes()]).toEqual(["partial", ["admin: ok"]]);
    expect(run.sentence).toMatch(
      /^\d+ rows read, then page \d ended it\. .*\/login.* shows a password field and no rows/,
    );
  });

  test("may post where the target may only read, and that is over afterwards", async () => {
    const run = await runWith("login-wall+posts", { readOnly: true });
    expect(run).toMatchObject({ name: "rows" });
    expect(asked("POST").filter((path) => path.endsWith("/users"))).toEqual([]);
  });
});

test("a login that leads over several documents is waited for", async () => {
  const wayOn = (to: string): string =>
    `<title>Wait</title><script>setTimeout(() => location.replace("${to}"), 30)</script>`;
  await using server = await openPageServer({
    "/": '<p class="who">ada</p><script>if (!sessionStorage.known) location.replace("/login")</script>',
    "/login": '<form action="/hop-1"><input name="name"><input type="password"><button>Sign in</button></form>',
    "/hop-1": wayOn("/hop-2"),
    "/hop-2": wayOn("/hop-3"),
    "/hop-3": wayOn("/home"),
    "/home": "<h1>Home</h1><script>sessionStorage.known = 1</script>",
  });
  const steps = [{ type: { into: "[name=name]", secret: "username" } }, { click: "button" }];
  const site = {
    rows: "p",
    ready: { timeout: "500ms" },
    login: { steps, success: "h1", timeout: "5s" },
    fields: { userId: ":scope" },
  };
  const run = await runAt(browser, server.url, site, { logins: openLogins(folder.path), secrets: admin });
  expect([run.name, run.ids]).toEqual(["rows", ["ada"]]);
});

describe("a login that fails", () => {
  const at = "The app at https://app.example.com/with/login-wall/login";

  test("is tried exactly once, over runs and restarts, until the secret changes", async () => {
    const secrets = { ...admin, password: "wrong horse" };
    const first = await runWith("login-wall", { secrets });
    expect([first.name, first.sentence]).toEqual([
      "login-failed",
      `${at} refused the password. It was tried once and is not tried again until the secret changes. Correct the target's login.`,
    ]);
    await runWith("login-wall", { secrets });
    const later = await runWith("login-wall", { secrets });
    expect(later.name).toBe("login-failed");
    expect(later.sentence).toMatch(
      /^The app at https:\/\/app\.example\.com\/with\/login-wall\/ refused the password: that was at \d{4}-.*Z\. It was tried once and is not tried again until the secret changes\. Correct the target's login\.$/,
    );
    expect(outcomes()).toEqual(["admin: wrong-password"]);

    expect(await runWith("login-wall")).toMatchObject({ name: "rows" });
    expect(outcomes()).toEqual(["admin: wrong-password", "admin: ok"]);
  });

  test.each([
    [
      "second",
      `${at} asks for a second factor. It is not tried again until the secret changes. Give the target an account that needs none.`,
    ],
    [
      "expired",
      `${at} asks for a new password. It is not tried again until the secret changes. Sign in by hand, choose a new password, and put it where the secret comes from.`,
    ],
  ])("says why: %s", async (username, sentence) => {
    const secrets = { ...admin, username };
    const run = await runWith("login-wall", { secrets });
    expect([run.name, run.sentence]).toEqual(["login-failed", sentence]);
    await runWith("login-wall", { secrets });
    expect(app.logins.length).toBe(1);
  });

  test("says that the account is locked", async () => {
    for (const password of ["one", "two", "three"]) await runWith("login-wall", { secrets: { ...admin, password } });
    const run = await runWith("login-wall");
    expect([run.name, run.sentence]).toEqual([
      "login-failed",
      `${at} says that the account is locked. It is not tried again until the secret changes. Have the account unlocked, then give the target a new password.`,
    ]);
    expect(outcomes().at(-1)).toBe("admin: locked");
  });

  test("says that it shows no sign, and is tried again with other steps", async () => {
    const blind = { ...login, success: ".nowhere", failures: {}, timeout: "300ms" };
    const run = await runWith("login-wall", { site: { login: blind } });
    expect([run.name, run.sentence]).toEqual([
      "login-failed",
      "The app at https://app.example.com/with/login-wall/users showed neither of the signs of success nor of failure after the login. It is not tried again until the secret or the login steps change. Look at login.success and login.failures of the selector file.",
    ]);
    const other = { ...login, steps: [...login.steps, { wait: { selector: ".sign-out" } }] };
    expect(await runWith("login-wall", { site: { login: other } })).toMatchObject({ name: "rows" });
  });

  test("says which step could not be done", async () => {
    const steps = [{ type: { into: "#user", secret: "username" } }];
    const run = await runWith("login-wall", { site: { login: { ...login, steps, timeout: "300ms" } } });
    expect([run.name, run.sentence]).toEqual([
      "login-failed",
      "The login at https://app.example.com/with/login-wall/login?back=%2Fusers could not be done: step 1: #user matched nothing within 300 ms. Compare the page with the login steps of the selector file.",
    ]);
  });

  test("says that success was none", async () => {
    const run = await runWith("login-wall", {
      secrets: { ...admin, password: "wrong horse" },
      site: { login: { ...login, success: ".login" } },
    });
    expect([run.name, run.sentence]).toEqual([
      "login-failed",
      "The login seemed to succeed, but https://app.example.com/with/login-wall/login?back=%2Fusers asks for it again. Look at login.success of the selector file: it must name what only a page for somebody signed in has.",
    ]);
  });

  test("counts where nobody saw its end", async () => {
    const hanging = { ...login, success: ".nowhere", failures: {}, timeout: "20s" };
    const secrets = { ...admin, password: "wrong horse" };
    const runs: string[] = [];
    for (const _ of [1, 2, 3])
      runs.push((await runWith("login-wall", { site: { login: hanging }, secrets, timeoutMs: 1_500 })).name);
    expect(runs).toEqual(["timeout", "timeout", "login-failed"]);
    expect(outcomes()).toEqual(["admin: wrong-password", "admin: wrong-password"]);
  });
});

test("a secret that the app puts into its address is not told", async () => {
  const site = {
    login: {
      ...login,
      steps: [{ goto: "login" }, ...login.steps.slice(0, 2), { goto: "users?password=correct+horse&page=1" }],
      success: ".nowhere",
      failures: {},
      timeout: "100ms",
    },
  };
  const run = await runWith("login-wall", { site });
  expect(run.sentence).not.toMatch(/horse/);
  expect(JSON.stringify(run.verdict)).not.toMatch(/horse/);
});
