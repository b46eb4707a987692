import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { openPageServer } from "../support/page-server.ts";
import { expectCase } from "../support/selector-case.ts";
import { tempFolder, type TempFolder } from "../support/temp-folder.ts";
import { openTestBrowser } from "../support/test-browser.ts";

const browser = openTestBrowser();
afterAll(() => browser.close());

let folder: TempFolder;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

const here = () => ({ cwd: folder.path, env: { XDG_STATE_HOME: folder.path } });
const users = `<title>Users</title><ul><li><b class="id">ada</b> <i class="hits">1,204</i></li>
  <li><b class="id">bo</b> <i class="hits">7</i></li></ul>`;
const site = { version: 1, rows: "ol li", ready: { timeout: "300ms" }, fields: { userId: ".id", pageViews: ".hits" } };

/** One run that fails, and the folder that its log line names. */
async function failOnce(): Promise<{ bundle: string; code: number | null }> {
  await using app = await openPageServer(users);
  await folder.write("live-metrics.config.yaml", stringify({ targets: { users: { site, url: app.url } } }));
  const { code, stderr } = await runCli(["scrape", "--once", "--state-dir", join(folder.path, "state")], here());
  return { bundle: /users: layout-changed\..*bundle=(\S+)/.exec(stderr)![1]!, code };
}

describe("a run that ends badly", () => {
  test("leaves a bundle that replays the same without the app, and becomes a case that holds", async () => {
    const { bundle, code } = await failOnce();
    expect(code).toBe(7);
    expect(await readdir(join(folder.path, "state", "bundles"))).toHaveLength(1);

    const replayed = await runCli(["replay", bundle, "--save-case", "users/lost-list"], here());
    expect(replayed.stderr).toContain("Test case written to users/lost-list");
    expect(replayed.stdout).toContain("layout-changed. ");
    expect(replayed.stdout).toContain("Same verdict, counts and winners as in the bundle.");
    expect(replayed.code).toBe(0);
    await expectCase({ folder: join(folder.path, "users", "lost-list"), site: undefined, browser });
  });

  test("is read well with a corrected selector file", async () => {
    const { bundle } = await failOnce();
    await folder.write("fixed.yaml", stringify({ ...site, rows: "ul li" }));
    const fixed = await runCli(["replay", bundle, "--site", "fixed.yaml", "--json"], here());
    expect(JSON.parse(fixed.stdout)).toMatchObject({
      verdict: "rows",
      recorded: "layout-changed",
      observations: [{ known: { userId: "ada", pageViews: 1204 } }, { known: { userId: "bo", pageViews: 7 } }],
    });
    expect(fixed.code).toBe(0);

    await folder.write("worse.yaml", stringify({ ...site, rows: "table tr" }));
    const worse = await runCli(["replay", bundle, "--site", "worse.yaml"], here());
    expect(worse.stdout).toContain("The bundle says layout-changed.");
    expect(worse.code).toBe(7);
  });
});

describe("replay", () => {
  test("says where its result is not that of the bundle", async () => {
    const { bundle } = await failOnce();
    const page = join(bundle, "page.html");
    await writeFile(page, (await readFile(page, "utf8")).replace("<ul>", "<ol>").replace("</ul>", "</ol>"));
    const { stdout, code } = await runCli(["replay", bundle], here());
    expect(stdout).toContain('verdict: "layout-changed" in the bundle, "rows" now');
    expect(stdout).toContain("users: 0 in the bundle, 2 now");
    expect(code).toBe(7);
  });

  test("refuses a folder that is no bundle", async () => {
    const { code, stderr } = await runCli(["replay", "."], here());
    expect(stderr).toContain("is not a bundle");
    expect(stderr).toContain("LM_BUNDLE_INVALID");
    expect(code).toBe(3);
  });
});
