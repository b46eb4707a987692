import { stringify } from "yaml";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Cli, runCli } from "../support/cli.ts";
import { eventually } from "../support/eventually.ts";
import { openPageServer, type PageServer } from "../support/page-server.ts";
import { tempFolder, type TempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
let app: PageServer;

beforeEach(async () => {
  folder = await tempFolder();
  app = await openPageServer({
    "/": '<title>Users</title><ul><li class="row"><b class="id">ada</b> <i class="name">Ada Example</i></li><li class="row"><b class="id">bo</b></li></ul>',
    "/silent": () => {},
  });
  const site = {
    version: 1,
    rows: ".row",
    ready: { timeout: "500ms" },
    fields: { userId: ".id", userName: ".user-name" },
  };
  const url = `${app.origin}/`;
  const targets = {
    users: { site, url },
    changed: { site: { ...site, rows: ".rows" }, url },
    silent: { site: { ...site, path: "silent" }, url },
  };
  await folder.write("live-metrics.config.yaml", stringify({ targets }));
});
afterEach(async () => {
  await app[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const here = () => ({ cwd: folder.path, env: { XDG_STATE_HOME: folder.path } });

describe("explain", () => {
  test("says of the first row how each field was read, and what nearly matched", async () => {
    const { code, stdout } = await runCli(["explain", "users"], here());
    expect(stdout).toBe(`users: row 1 of 2 on page 1, userId ada

userId = “ada”
  1. .id ✓
     · 1 match in the row, 2 in the document
     · says “ada”

userName is missing: .user-name matched nothing
  1. .user-name
     · 0 matches in the row, 0 in the document
     ✗ .user-name matched nothing; .name in this row is “Ada Example”
`);
    expect(code).toBe(0);
  });

  test("with --user, --field and --json says one field of one user as one line of JSON", async () => {
    const args = ["explain", "users", "--user", "bo", "--field", "userName", "--json"];
    const { code, stdout } = await runCli(args, here());
    expect(stdout.trimEnd()).not.toContain("\n");
    expect(JSON.parse(stdout)).toMatchObject({
      target: "users",
      verdict: "rows",
      type: "row",
      row: 2,
      userId: "bo",
      fields: [{ field: "userName", outcome: { missing: ".user-name matched nothing" } }],
    });
    expect(code).toBe(0);
  });

  test("without rows says the verdict and what nearly is a row", async () => {
    const { code, stdout } = await runCli(["explain", "changed"], here());
    expect(stdout).toMatch(/^changed: layout-changed\. /);
    expect(stdout).toContain(
      "rows .rows matched nothing; .row in the document is “ada Ada Example” (the first of 2)\n",
    );
    expect(code).toBe(7);
  });

  const wrong: [args: string[], message: RegExp][] = [
    [
      ["users", "--user", "adda"],
      /No row of users has the userId “adda” \[LM_USAGE\]\n→ Seen there, the most alike first: ada, bo\n/,
    ],
    [["users", "--field", "userNam"], /users reads no field “userNam” \[LM_USAGE\]\n→ Did you mean “userName”\?/],
    [["users", "--field", "company"], /users reads no field “company” \[LM_USAGE\]\n→ It reads userId, userName\./],
    [["user"], /No target “user” in .* \[LM_TARGET_UNKNOWN\]\n→ Did you mean “users”\?/],
    [[], /missing required argument 'target'/],
  ];
  test.each(wrong)("refuses %j with exit 2 and a sentence", async (args, message) => {
    const { code, stdout, stderr } = await runCli(["explain", ...args], here());
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("ends at once on Ctrl+C", async () => {
    await using cli = new Cli(["explain", "silent"], here());
    await eventually(() => app.requests.includes("/silent"));
    cli.child.kill("SIGINT");
    expect(await cli.ended()).toMatchObject({ code: 130, stdout: "" });
  });
});
