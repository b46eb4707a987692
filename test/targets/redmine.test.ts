import { execFile } from "node:child_process";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundledFolder, loadSite } from "../../src/site/load.ts";
import { selectorList } from "../../src/site/selector.ts";
import { eventually } from "../support/eventually.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openProxy } from "./support/proxy.ts";
import { isUp, readExpected, runFile } from "./support/up.ts";
import { byUser, openVisitor, type Visit, type Visitor } from "./support/visitor.ts";

// What the app itself saw is read from its log: REDMINE_LOG, else server.log in its run folder.
const log = process.env.REDMINE_LOG ?? runFile("redmine", "server.log");
const url = `http://127.0.0.1:${process.env.REDMINE_PORT ?? 4804}/`;
const secrets = { username: "admin", password: process.env.REDMINE_PASSWORD ?? "Admin-pass-2026!" };

interface Expected {
  users: { userId: number; userName: string; email: string; isActive: boolean; lastActionTime: string | null }[];
  activity: { userId: number; userName: string; lastAction: string; time: string }[];
}

describe.skipIf(!(await isUp("redmine", `${url}login`)))("Redmine", () => {
  let visitor: Visitor;
  let expected: Expected;
  beforeAll(async () => {
    visitor = await openVisitor();
    expected = await readExpected<Expected>("redmine");
  });
  afterAll(() => visitor[Symbol.asyncDispose]());

  test("all 51 users who may sign in, on three pages", async () => {
    const result = await visitor.run("redmine-users", { url, secrets });

    const { "1": administrator, ...others } = byUser(result);
    expect(result.verdict).toMatchObject({ name: "rows", sentence: "51 rows read on 3 pages.", warnings: [] });
    expect(administrator!.known).toMatchObject({ userName: "Redmine Admin" });
    expect(administrator!.missing).toEqual({});
    expect(others).toEqual(toUsers(expected.users.filter(({ isActive }) => isActive)));
  });

  test("the ten locked users, where a target asks for them", async () => {
    const result = await visitor.run("redmine-users", { url, secrets, site: { path: "users?status=3" } });

    expect(result.verdict).toMatchObject({ name: "rows", sentence: "10 rows read.", warnings: [] });
    expect(byUser(result)).toEqual(toUsers(expected.users.filter(({ isActive }) => !isActive)));
  });

  test("what each user did last, out of dt and dd pairs below their day", async () => {
    const path = "activity?from=2026-10-28";
    const result = await visitor.run("redmine-activity", { url, secrets, site: { path } });

    const newest: Record<string, object> = {};
    for (const { userId, userName, lastAction, time } of expected.activity.toSorted((a, b) =>
      b.time.localeCompare(a.time),
    ))
      newest[userId] ??= {
        known: { userId: String(userId), userName, lastAction, lastActionTime: time.replace("Z", ".000Z") },
        missing: {},
      };
    expect(result.verdict.name, result.verdict.sentence).toBe("rows");
    expect(result.verdict.evidence.rows).toBe(expected.activity.length);
    expect(byUser(result)).toEqual(newest);
  });

  test("a search that finds nobody is proven empty", async () => {
    const { verdict } = await visitor.run("redmine-users", { url, secrets, site: { path: "users?name=nobody-here" } });
    expect(verdict.name, verdict.sentence).toBe("empty");
  });

  test("a read-only run signs in once and only looks from then on", async () => {
    await using proxy = await openProxy(url);
    const { verdict } = await visitor.run("redmine-users", { url: proxy.url, secrets, readOnly: true });

    expect(verdict).toMatchObject({ name: "rows", sentence: "51 rows read on 3 pages." });
    const opened = proxy.requests.filter((request) => !/\.(js|css|ico|png)/.test(request));
    const [sent, ...others] = opened.slice(opened.indexOf("POST /login"));
    expect(sent).toBe("POST /login");
    expect([...new Set(others)]).toEqual(["GET /users", "GET /users?page=2", "GET /users?page=3"]);
    expect(proxy.requests.filter((request) => !/^(GET |POST \/login$)/.test(request))).toEqual([]);
    expect(proxy.requests.filter((request) => /status|delete|lock/i.test(request))).toEqual([]);
  });

  describe("without a way in", () => {
    test("is a login wall that says where and what to do", async () => {
      const { verdict, observations } = await visitor.run("redmine-users", { url });
      expect(verdict).toMatchObject({ name: "login-wall", evidence: { title: "Redmine", status: 200 } });
      expect(verdict.sentence).toContain("/login?back_url=");
      expect(verdict.sentence).toContain("Give the target a login");
      expect(observations).toEqual([]);
    });

    test("a wrong password is tried once, in this process and the next", async () => {
      await using folder = await tempFolder();
      const visit: Visit = { url, secrets: { username: "ada.abbott", password: "mistyped" } };
      const before = await countLogins();

      await using patient = await openVisitor(folder.path);
      const first = await patient.run("redmine-users", visit);
      const second = await patient.run("redmine-users", visit);
      const third = await runInOwnProcess({ site: "redmine-users", visit, stateFolder: folder.path });

      expect(first.verdict.name, first.verdict.sentence).toBe("login-failed");
      expect(first.verdict.sentence).toContain("refused the password");
      expect(first.verdict.sentence).toContain("It was tried once and is not tried again until the secret changes.");
      expect(second.verdict.name).toBe("login-failed");
      expect(second.verdict.sentence).toContain("not tried again until the secret changes");
      expect(third).toMatchObject({ name: "login-failed", rows: 0 });
      expect(await countLogins()).toEqual({ failed: before.failed + 1, succeeded: before.succeeded });
    });

    test("a sign of success that the login page has too does not send the password for ever", async () => {
      await using folder = await tempFolder();
      const visit: Visit = { url, secrets: { username: "bram.ohara", password: "mistyped" } };
      const { login } = await loadSite("redmine-users", bundledFolder);
      const site = { login: { ...login!, success: selectorList.parse("#content") } };
      const before = await countLogins();

      await using hopeful = await openVisitor(folder.path);
      const names: string[] = [];
      for (let run = 0; run < 5; run += 1) {
        const { verdict } = await hopeful.run("redmine-users", { ...visit, site });
        names.push(verdict.name);
        if (run === 0) expect(verdict.sentence).toMatch(/seemed to succeed, but .*\/login.* asks for it again/);
      }
      expect(names).toEqual(Array(5).fill("login-failed"));
      expect((await countLogins()).failed).toBe(before.failed + 2);
    });

    test("another password is tried again", async () => {
      await using folder = await tempFolder();
      await using patient = await openVisitor(folder.path);
      await patient.run("redmine-users", { url, secrets: { ...secrets, password: "mistyped" } });
      const { verdict } = await patient.run("redmine-users", { url, secrets });
      expect(verdict.name, verdict.sentence).toBe("rows");
    });
  });

  describe("a saved login", () => {
    test("serves the next process, and a lost one is made anew once", async () => {
      await using folder = await tempFolder();
      const visit: Visit = { url, secrets };
      const run = { site: "redmine-users", visit, stateFolder: folder.path };
      const before = await countLogins();

      expect(await runInOwnProcess(run)).toMatchObject({ name: "rows", rows: 51 });
      expect(await runInOwnProcess(run)).toMatchObject({ name: "rows", rows: 51 });
      await eventually(async () => (await countLogins()).succeeded > before.succeeded);
      expect(await countLogins()).toEqual({ ...before, succeeded: before.succeeded + 1 });

      await loseCookies(folder.path);
      expect(await runInOwnProcess(run)).toMatchObject({ name: "rows", rows: 51 });
      expect(await runInOwnProcess(run)).toMatchObject({ name: "rows", rows: 51 });
      expect(await countLogins()).toEqual({ ...before, succeeded: before.succeeded + 2 });
    });
  });
});

function toUsers(users: Expected["users"]): object {
  return Object.fromEntries(
    users.map(({ userId, userName, email, lastActionTime }) => {
      const known = { userId: String(userId), userName, email };
      return [
        userId,
        lastActionTime === null
          ? { known, missing: { lastActionTime: ".last_login_on is empty" } }
          : { known: { ...known, lastActionTime: lastActionTime.replace("Z", ".000Z") }, missing: {} },
      ];
    }),
  );
}

/** Forms sent to the app's login, by its own log: one that is let in is sent on. */
async function countLogins(): Promise<{ failed: number; succeeded: number }> {
  const text = await readFile(log, "utf8");
  return {
    failed: text.match(/"POST \/login HTTP\/1\.1" 200/g)?.length ?? 0,
    succeeded: text.match(/"POST \/login HTTP\/1\.1" 302/g)?.length ?? 0,
  };
}

const runFileAsync = promisify(execFile);

async function runInOwnProcess(run: { site: string; visit: Visit; stateFolder: string }): Promise<unknown> {
  const program = join(import.meta.dirname, "support/one-run.ts");
  const { stdout } = await runFileAsync(process.execPath, [program, JSON.stringify(run)]);
  return JSON.parse(stdout);
}

async function loseCookies(stateFolder: string): Promise<void> {
  const account = (await readdir(stateFolder, { withFileTypes: true })).find((entry) => entry.isDirectory());
  const file = join(stateFolder, account!.name, "session.json");
  const session = JSON.parse(await readFile(file, "utf8")) as { cookies: unknown[] };
  expect(session.cookies.length).toBeGreaterThan(0);
  await writeFile(file, JSON.stringify({ ...session, cookies: [] }));
}
