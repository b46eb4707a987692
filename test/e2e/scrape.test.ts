import { stringify } from "yaml";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Cli, runCli } from "../support/cli.ts";
import { eventually } from "../support/eventually.ts";
import { openPageServer, type PageServer } from "../support/page-server.ts";
import { descendantsOf, isRunning } from "../support/processes.ts";
import { tempFolder, type TempFolder } from "../support/temp-folder.ts";

const site = {
  version: 1,
  rows: "li",
  empty: ".none",
  ready: { timeout: "500ms" },
  fields: { userId: ".id", pageViews: ".views" },
};
const twoUsers =
  '<title>Users</title><ul><li><b class="id">ada</b> <i class="views">1,204</i></li><li><b class="id">bo</b></li></ul>';

let folder: TempFolder;
let app: PageServer;

beforeEach(async () => {
  folder = await tempFolder();
  app = await openPageServer({
    "/users": twoUsers,
    "/none": '<p class="none">No users yet.</p>',
    "/changed": "<title>Users</title><ol><p>Ada</p></ol>",
    "/login": '<title>Sign in</title><form><input type="password"></form>',
    "/forbidden": (response) => void response.writeHead(403).end("<title>No</title>"),
    "/broken": (response) => void response.writeHead(500).end("<title>Oops</title>"),
    "/silent": () => {},
  });
});
afterEach(async () => {
  await app[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

interface Target {
  path: string;
  timeout?: string;
  sharesUsers?: boolean;
}

async function configure(targets: Record<string, Target>, more: object = {}): Promise<void> {
  const written = Object.entries(targets).map(([name, { path, ...rest }]) => [
    name,
    { site: { ...site, path }, url: `${app.origin}/`, ...rest },
  ]);
  await folder.write("live-metrics.config.yaml", stringify({ targets: Object.fromEntries(written), ...more }));
}

const here = () => ({ cwd: folder.path, env: { XDG_STATE_HOME: folder.path } });

describe("scrape --once", () => {
  test("prints what the screen shows, and names its config file on stderr", async () => {
    await configure({ users: { path: "users" } });
    const { code, stdout, stderr } = await runCli(["scrape", "--once"], here());
    const metrics = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(metrics).toMatchObject([
      { userId: "ada", pageViews: 1204 },
      { userId: "bo", pageViews: 0 },
    ]);
    expect(stderr).toContain("Config: ");
    expect(stderr).toContain("live-metrics.config.yaml");
    expect(stderr).toContain("users: rows. 2 rows read.");
    expect(code).toBe(0);
  });

  test("says what was not read when stdout carries provenance", async () => {
    await configure({ users: { path: "users" } }, { sinks: [{ type: "stdout", provenance: true }] });
    const { stdout } = await runCli(["scrape", "--once"], here());
    const [, bo] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { meta: { source: string; missing: Record<string, string> } });
    expect(bo!.meta.source).toBe("users");
    expect(bo!.meta.missing).toMatchObject({ pageViews: ".views matched nothing", email: "not read by this source" });
  });

  const endings: [verdict: string, code: number, targets: Record<string, Target>][] = [
    ["empty", 0, { one: { path: "none" } }],
    ["layout-changed", 7, { one: { path: "changed" } }],
    ["login-wall", 5, { one: { path: "login" } }],
    ["blocked", 6, { one: { path: "forbidden" } }],
    ["error-page", 12, { one: { path: "broken" } }],
    ["unreachable", 12, { one: { path: "http://127.0.0.1:9/" } }],
    ["timeout", 10, { one: { path: "silent", timeout: "1s" } }],
    ["layout-changed", 8, { one: { path: "changed" }, two: { path: "users" } }],
  ];
  test.each(endings)("ends %s with exit %i", async (verdict, code, targets) => {
    await configure(targets);
    const ended = await runCli(["scrape", "--once"], here());
    expect(ended.stderr).toContain(`one: ${verdict}. `);
    expect(ended.code).toBe(code);
  });

  test("a user of two targets is delivered by the first alone, unless both share their users", async () => {
    await configure({ one: { path: "users" }, two: { path: "users" } });
    const apart = await runCli(["scrape", "--once"], here());
    expect(apart.stdout.trimEnd().split("\n")).toHaveLength(2);
    expect(apart.stderr).toMatch(/(one|two): 2 rows are held back: userId ada belongs to the target (one|two)\. /);

    await configure({ one: { path: "users", sharesUsers: true }, two: { path: "users", sharesUsers: true } });
    const shared = await runCli(["scrape", "--once"], here());
    expect(shared.stdout.trimEnd().split("\n")).toHaveLength(4);
    expect(shared.stderr).not.toContain("held back");
  });

  test("one target's failure leaves the others alone", async () => {
    await configure({
      silent: { path: "silent", timeout: "1s" },
      broken: { path: "broken" },
      users: { path: "users" },
    });
    const { code, stdout } = await runCli(["scrape", "--once"], here());
    expect(stdout.trimEnd().split("\n")).toHaveLength(2);
    expect(code).toBe(8);
  });
});

describe("a run never runs wild", () => {
  test("a second run of the same config ends with exit 11 and names the first", async () => {
    await configure({ users: { path: "users" } });
    await using first = new Cli(["scrape"], here());
    await first.says(/users: rows/);

    const { code, stdout, stderr } = await runCli(["scrape", "--once"], here());
    expect(stderr).toMatch(new RegExp(`is at work already: process ${first.child.pid}, since 20.*\\[LM_LOCKED\\]`));
    expect({ code, stdout }).toEqual({ code: 11, stdout: "" });
  });

  test("a run that outlasts its interval is not doubled", async () => {
    let open = 0;
    let most = 0;
    await using slow = await openPageServer({
      "/users": (response) => {
        most = Math.max(most, (open += 1));
        setTimeout(() => {
          open -= 1;
          response.end(twoUsers);
        }, 400);
      },
    });
    await folder.write(
      "live-metrics.config.yaml",
      stringify({ targets: { users: { site: { ...site, path: "users" }, url: slow.url } }, interval: "100ms" }),
    );
    await using cli = new Cli(["scrape"], here());
    await eventually(() => slow.requests.length >= 4);
    cli.child.kill("SIGTERM");
    await cli.ended();
    expect(most).toBe(1);
  });

  test("Ctrl+C lets the run under way finish and deliver", async () => {
    let answer = (): void => {};
    await using slow = await openPageServer({ "/users": (response) => (answer = () => void response.end(twoUsers)) });
    await folder.write(
      "live-metrics.config.yaml",
      stringify({ targets: { users: { site: { ...site, path: "users" }, url: slow.url } } }),
    );
    await using cli = new Cli(["scrape"], here());
    await eventually(() => slow.requests.includes("/users"));
    cli.child.kill("SIGINT");
    await cli.says(/press Ctrl\+C again/);
    answer();
    const { code, stdout } = await cli.ended();
    expect({ code, lines: stdout.trimEnd().split("\n").length }).toEqual({ code: 130, lines: 2 });
  });

  test("a second Ctrl+C leaves at once", async () => {
    await configure({ silent: { path: "silent", timeout: "60s" } });
    await using cli = new Cli(["scrape"], here());
    await eventually(() => app.requests.includes("/silent"));
    cli.child.kill("SIGINT");
    await cli.says(/press Ctrl\+C again/);
    cli.child.kill("SIGINT");
    expect((await cli.ended()).code).toBe(130);
  });

  for (const signal of ["SIGKILL", "SIGTERM", "SIGINT"] as const)
    test(`no Chromium is left after ${signal}`, async () => {
      await configure({ users: { path: "users" } });
      await using cli = new Cli(["scrape"], here());
      await cli.says(/users: rows/);
      const chromium = descendantsOf(cli.child.pid!);
      expect(chromium.length).toBeGreaterThan(1);
      cli.child.kill(signal);
      await cli.ended();
      await eventually(() => !chromium.some(isRunning));
    });
});
