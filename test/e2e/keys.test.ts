import { describe, expect, test } from "vitest";
import { Cli, runCli } from "../support/cli.ts";
import { tempFolder } from "../support/temp-folder.ts";

async function serve(folder: string, ...args: string[]): Promise<Cli & { url: string }> {
  const cli = new Cli(["serve", "--port", "0", "--state-dir", folder, ...args]);
  const [, url = ""] = await cli.says(/Live Metrics page: ([^\s"]+)/);
  return Object.assign(cli, { url });
}

describe("serve, and keys", () => {
  test("is not for others without a key, and lets in who has one that keys create made", async () => {
    await using folder = await tempFolder();
    const refused = await runCli(["serve", "--host", "0.0.0.0", "--port", "0", "--state-dir", folder.path]);
    expect(refused).toMatchObject({ code: 3, stdout: "" });
    expect(refused.stderr).toMatch(/there is no key yet \[LM_KEY_REQUIRED\]\n→ .*live-metrics keys create/);

    const made = await runCli(["keys", "create", "--name", "scraper", "--state-dir", folder.path]);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^lm_[0-9a-f]{8}_[0-9a-f]{48}\n$/) });
    expect(made.stderr).toMatch(/Made key [0-9a-f]{8}, which may ingest and read/);
    expect(made.stderr).not.toContain(made.stdout.trim());

    await using hub = await serve(folder.path, "--host", "0.0.0.0");
    await hub.says(/Sign in, once and within 15 minutes: \S+\/sign-in#[0-9a-f]{48}/);
    const ask = async (headers: Record<string, string>) => (await fetch(`${hub.url}/api/metrics`, { headers })).status;
    expect(await ask({})).toBe(401);
    const headers = { authorization: `Bearer ${made.stdout.trim()}` };
    expect(await ask(headers)).toBe(200);

    const listed = await runCli(["keys", "list", "--state-dir", folder.path]);
    expect(listed.stdout).toMatch(/^[0-9a-f]{8} {2}ingest,read {2}\S+ {2}scraper\n$/);
    const id = listed.stdout.slice(0, 8);
    expect((await runCli(["keys", "revoke", id, "--state-dir", folder.path])).code).toBe(0);
    expect(await ask(headers)).toBe(401);
    expect(await runCli(["keys", "revoke", id, "--state-dir", folder.path])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("was revoked before"),
    });
  });

  test("says the sign-in link to whoever looks on, and no line of its log holds what counts of it", async () => {
    await using folder = await tempFolder();
    await runCli(["keys", "create", "--state-dir", folder.path]);
    await using hub = await serve(folder.path, "--host", "0.0.0.0", "--log-format", "json");
    const [, token = ""] = await hub.says(/^Sign in, once and within 15 minutes: \S+\/sign-in#([0-9a-f]{48})$/m);
    hub.child.kill("SIGTERM");
    const lines = (await hub.ended()).stderr.trim().split("\n");
    const [beside, log] = [lines.filter((line) => !line.startsWith("{")), lines.filter((line) => line.startsWith("{"))];
    expect(log.map((line) => (JSON.parse(line) as { msg: string }).msg)).toContain("The hub is open");
    expect(log.filter((line) => line.includes(token))).toEqual([]);
    expect(beside).toEqual([expect.stringContaining(token)]);

    await using quiet = new Cli([
      "serve",
      "--port",
      "0",
      "--state-dir",
      folder.path,
      "--host",
      "0.0.0.0",
      "--for",
      "1s",
      "-q",
    ]);
    expect(await quiet.ended()).toMatchObject({ code: 0, stderr: "" });
  });

  test("keys create takes scopes one by one or with commas, and each once", async () => {
    await using folder = await tempFolder();
    const create = (...args: string[]) => runCli(["keys", "create", "--state-dir", folder.path, ...args]);
    await create("--scope", "read,ingest", "--name", "first");
    await create("--scope", "ingest", "--scope", "ingest", "--name", "second");
    const wrong = await create("--scope", "write");
    expect(wrong).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("must be one of ingest, read"),
    });

    const { stdout } = await runCli(["keys", "list", "--json", "--state-dir", folder.path]);
    const listed = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { name: string; scopes: string[] });
    expect(listed.map(({ name, scopes }) => [name, scopes])).toEqual([
      ["first", ["read", "ingest"]],
      ["second", ["ingest"]],
    ]);
  });

  test("is one for a store: a second names the first", async () => {
    await using folder = await tempFolder();
    await using hub = await serve(folder.path);
    const second = await runCli(["serve", "--port", "0", "--state-dir", folder.path]);
    expect(second.code).toBe(11);
    expect(second.stderr).toContain(`process ${hub.child.pid}`);
  });

  test("never says the password of a database", async () => {
    for (const url of ["postgresql://ada:hunter2@127.0.0.1:1/metrics", "mysql://ada:hunter2@127.0.0.1/metrics"]) {
      const { code, stderr } = await runCli(["serve", "--port", "0"], { env: { DATABASE_URL: url } });
      expect([3, 4]).toContain(code);
      expect(stderr).toMatch(/DATABASE_URL/);
      expect(stderr).not.toContain("hunter2");
    }
  });
});
