import { describe, expect, test } from "vitest";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { userMetric, type UserMetric } from "../../src/metric/user-metric.ts";
import type { StateAnswer } from "../../src/metric/wire.ts";
import { Cli, runCli } from "../support/cli.ts";
import { scaled } from "../support/scale.ts";
import { tempFolder } from "../support/temp-folder.ts";

function metricsOf(stdout: string): UserMetric[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => userMetric.parse(JSON.parse(line)));
}

/** Writes as many lines, each of another user, into a file. */
async function writeUsers(file: string, count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, user) => `{"user_id":${user}}\n`);
  await pipeline(Readable.from(lines), createWriteStream(file));
}

describe("import", () => {
  test("prints the metrics and nothing else, and tells which line was refused and why", async () => {
    await using folder = await tempFolder();
    await folder.write(
      "users.ndjson",
      [
        '{"distinct_id":"ada","event_name":"Exported","properties":{"time":1795435200}}',
        '{"distinct_id":"bob","properties":{"$email":"bob(at)example.com"}}',
        '{"distinct_id":"ada","event_name":"Signed out","properties":{"time":1795435260}}',
        '{"distinct_id":',
      ].join("\n"),
    );
    const { code, stdout, stderr } = await runCli(["import", "users.ndjson", "--from", "mixpanel"], {
      cwd: folder.path,
      env: { XDG_STATE_HOME: folder.path },
    });
    expect(metricsOf(stdout).map(({ userId, lastAction }) => [userId, lastAction])).toEqual([
      ["ada", "Exported"],
      ["ada", "Signed out"],
    ]);
    expect(stderr).toContain("line 2: properties.$email must be an e-mail address");
    expect(stderr).toContain("line 4: is cut off: the input ends within it");
    expect(stderr).toContain("4 records read, 2 delivered, 2 refused");
    expect(code).toBe(8);
  });

  test("what it delivers to a hub is there with its source and what is missing", async () => {
    await using folder = await tempFolder();
    await using hub = new Cli(["serve", "--port", "0", "--state-dir", folder.path]);
    const [, url = ""] = await hub.says(/Live Metrics page: (\S+)/);
    const file = await folder.write("users.json", '[{"userId":"ada","sessionDuration":90},\n{"userId":"bob"}]');
    const mapping = ["--from", "google-analytics", "--source", "ga-export"];
    const receiver = ["--sink", "rest", "--url", url, "--state-dir", folder.path];
    const { code, stdout, stderr } = await runCli(["import", file, ...mapping, ...receiver]);
    expect(stderr).toContain("2 records read, 2 delivered, 0 refused");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });

    const { metrics, metas } = (await (await fetch(new URL("/api/metrics", url))).json()) as StateAnswer;
    expect(metrics.map(({ userId, sessionDuration }) => [userId, sessionDuration])).toEqual([
      ["ada", 1.5],
      ["bob", 0],
    ]);
    expect(metas[1]).toMatchObject({
      source: "ga-export",
      missing: { sessionDuration: "sessionDuration was not sent" },
    });
  });

  test("tells the first ten refusals and counts the others; when nothing is valid it ends with 3", async () => {
    await using folder = await tempFolder();
    const file = await folder.write("users.ndjson", "{}\n".repeat(14));
    const { code, stdout, stderr } = await runCli(["import", file, "--from", "scraper", "--state-dir", folder.path]);
    expect(stderr.match(/line \d+: user_id must be a non-empty string or a number/g)).toHaveLength(10);
    expect(stderr).toContain("4 more were refused; the first 10 are above");
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  });

  const wrong: [args: string[], code: number, message: RegExp][] = [
    [["import"], 2, /missing required argument 'file'/],
    [["import", "users.json"], 2, /import must be told what the records are \[LM_USAGE\]\n→ Add --from with one of /],
    [
      ["import", "users.json", "--from", "mixpannel"],
      2,
      /--from mixpannel: .*; did you mean "mixpanel"\? \[LM_USAGE\]/,
    ],
    [["import", "users.json", "--from", "scraper"], 2, /There is no file users\.json \[LM_USAGE\]\n→ Name a file /],
    [["import", "folder", "--from", "scraper"], 2, /folder is a folder \[LM_USAGE\]/],
    [["import", "-", "--from", "scraper"], 3, /Nothing to import: the input is empty \[LM_IMPORT_EMPTY\]\n→ Look at /],
    [["import", "list.json", "--from", "scraper"], 0, /0 records read, 0 delivered, 0 refused/],
    [["import", "bytes", "--from", "scraper"], 3, /line 1: is not UTF-8 text\n.*1 record read, 0 delivered, 1 refused/],
  ];
  test.each(wrong)("%j ends with %i and a sentence", async (args, expected, message) => {
    await using folder = await tempFolder();
    await mkdir(join(folder.path, "folder"));
    await folder.write("list.json", "[]");
    await pipeline(
      Readable.from([Buffer.from([0x7f, 0x45, 0xff, 0x00])]),
      createWriteStream(join(folder.path, "bytes")),
    );
    const { code, stdout, stderr } = await runCli(args, { cwd: folder.path, env: { XDG_STATE_HOME: folder.path } });
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: expected, stdout: "" });
  });

  const records = scaled({ small: 50_000, full: 200_000 });
  test(`${records} records go through a heap that could not hold them`, async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, "users.ndjson");
    await writeUsers(file, records);
    await using cli = new Cli(["import", file, "--from", "scraper", "--state-dir", folder.path], {
      node: ["--max-old-space-size=64"],
    });
    const { code, stdout, stderr } = await cli.ended();
    expect(stderr).toContain(`${records} records read, ${records} delivered, 0 refused`);
    expect({ code, lines: stdout.split("\n").length - 1 }).toEqual({ code: 0, lines: records });
  });

  test("a reader that leaves early ends it quietly with exit 0", async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, "users.ndjson");
    await writeUsers(file, 50_000);
    await using cli = new Cli(["import", file, "--from", "scraper", "--state-dir", folder.path]);
    await cli.says(/\n/, "stdout");
    cli.child.stdout!.destroy();
    const { code, stderr } = await cli.ended();
    expect(code).toBe(0);
    expect(stderr).toMatch(/Ended after line \d+: who reads standard output has gone/);
    expect(stderr).not.toMatch(/error|EPIPE/i);
  });

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)
    test(`${signal} ends it with ${code}, and it says how far it came`, async () => {
      await using folder = await tempFolder();
      const file = join(folder.path, "users.ndjson");
      await writeUsers(file, 50_000);
      await using cli = new Cli(["import", file, "--from", "scraper", "--state-dir", folder.path]);
      await cli.says(/\n/, "stdout");
      cli.child.stdout!.pause();
      cli.child.kill(signal);
      await cli.says(/press Ctrl\+C again/);
      cli.child.stdout!.resume();
      const ended = await cli.ended();
      const [, line = ""] = /Ended after line (\d+); what follows was not imported/.exec(ended.stderr)!;
      expect(metricsOf(ended.stdout)).toHaveLength(Number(line));
      expect(Number(line)).toBeLessThan(50_000);
      expect(ended.code).toBe(code);
    });
});
