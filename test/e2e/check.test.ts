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
  fields: { userId: ".id", email: { text: ".mail", privacy: "mask" }, pageViews: [".css-1x2y3z", ".views"] },
};
const twoUsers =
  '<title>Users \u202e</title><ul><li><b class="id">ada</b><u class="mail">ada@example.com</u><i class="views">1,204</i></li><li><b class="id">bo</b></li></ul>';

let folder: TempFolder;
let app: PageServer;

beforeEach(async () => {
  folder = await tempFolder();
  app = await openPageServer({
    "/users": twoUsers,
    "/none": '<p class="none">No users yet.</p>',
    "/changed": "<title>Users</title><ol><p>Ada</p></ol>",
    "/silent": () => {},
  });
});
afterEach(async () => {
  await app[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function configure(targets: Record<string, object>): Promise<void> {
  const written = Object.entries(targets).map(([name, { path, ...rest }]: [string, { path?: string }]) => [
    name,
    { site: { ...site, path }, url: `${app.origin}/`, ...rest },
  ]);
  await folder.write("live-metrics.config.yaml", stringify({ targets: Object.fromEntries(written) }));
}

const here = () => ({ cwd: folder.path, env: { XDG_STATE_HOME: folder.path } });

describe("check", () => {
  test("prints a table for people and delivers nothing", async () => {
    await configure({ users: { path: "users" } });
    const { code, stdout, stderr } = await runCli(["check"], here());
    expect(stdout).toContain(
      "users: rows. 2 rows read.\n  2 rows, no total claimed, 1 page, locale en-US, time zone UTC\n",
    );
    expect(stdout).toContain("(“Users \\u202e”, status 200)");
    expect(stdout).toMatch(/^ {2}userId +2\/2 100%$/m);
    expect(stdout).toMatch(/^ {2}email +1\/2 {2}50% {2}privacy: mask; missing in 1 row: \.mail matched nothing$/m);
    expect(stdout).toMatch(/^ {2}pageViews +1\/2 {2}50% {2}second 1; missing in 1 row: \.css-1x2y3z matched nothing$/m);
    expect(stdout).toMatch(
      /^ {2}! fields\.pageViews: \.css-1x2y3z hangs on the class css-1x2y3z, which Emotion makes up/m,
    );
    expect(stdout).not.toContain("ada@example.com");
    expect(stderr).toContain("Config: ");
    expect(code).toBe(0);
  });

  test("with --json prints one object a target a line, in the order of the config, and nothing else", async () => {
    await configure({ none: { path: "none" }, users: { path: "users" } });
    const { code, stdout } = await runCli(["check", "--json"], here());
    const checks = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(checks).toMatchObject([
      { target: "none", verdict: "empty", rows: 0 },
      { target: "users", verdict: "rows", rows: 2, fields: [{ field: "userId", seen: 2 }, {}, {}] },
    ]);
    expect(code).toBe(0);
  });

  const endings: [what: string, code: number, targets: Record<string, object>][] = [
    ["empty", 0, { one: { path: "none" } }],
    ["layout-changed", 7, { one: { path: "changed" } }],
    ["layout-changed", 8, { one: { path: "changed" }, two: { path: "users" } }],
  ];
  test.each(endings)("ends %s with exit %i", async (verdict, code, targets) => {
    await configure(targets);
    const ended = await runCli(["check"], here());
    expect(ended.stdout).toContain(`one: ${verdict}. `);
    expect(ended.code).toBe(code);
  });

  test("names the targets that deliver the same users, unless both say that they share them", async () => {
    await configure({ one: { path: "users" }, two: { path: "users" } });
    const { stdout } = await runCli(["check"], here());
    expect(stdout.match(/held back: userId ada belongs to the target one\./g)).toHaveLength(1);

    await configure({ one: { path: "users", sharesUsers: true }, two: { path: "users", sharesUsers: true } });
    expect((await runCli(["check"], here())).stdout).not.toContain("held back");
  });

  test("works beside a scrape of the same config", async () => {
    await configure({ users: { path: "users" } });
    await using scraping = new Cli(["scrape"], here());
    await scraping.says(/users: rows/);
    expect((await runCli(["check"], here())).code).toBe(0);
  });

  test("suggests the target that was meant", async () => {
    await configure({ users: { path: "users" } });
    const { code, stdout, stderr } = await runCli(["check", "user"], here());
    expect(stderr).toMatch(/No target “user” in .* \[LM_TARGET_UNKNOWN\]\n→ Did you mean “users”\?/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("says what to do where there is no config", async () => {
    const { code, stdout, stderr } = await runCli(["check"], here());
    expect(stderr).toMatch(
      /No config file was found here or above \[LM_CONFIG_MISSING\]\n→ Write live-metrics\.config\.yaml/,
    );
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  });

  test("ends at once on Ctrl+C, with what was read so far and no browser left", async () => {
    await configure({ users: { path: "users" }, silent: { path: "silent" } });
    await using cli = new Cli(["check"], here());
    await cli.says(/users: rows/, "stdout");
    await eventually(() => app.requests.includes("/silent"));
    const chromium = descendantsOf(cli.child.pid!);
    cli.child.kill("SIGINT");
    const { code, stdout } = await cli.ended();
    expect(code).toBe(130);
    expect(stdout).not.toContain("silent");
    await eventually(() => !chromium.some(isRunning));
  });

  test("is not disturbed by a reader that goes away", async () => {
    await configure({ none: { path: "none" }, users: { path: "users" } });
    await using cli = new Cli(["check", "--json"], here());
    cli.child.stdout!.destroy();
    const { code, stderr } = await cli.ended();
    expect(stderr).not.toContain("EPIPE");
    expect(code).toBe(0);
  });
});
