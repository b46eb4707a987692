import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import type { StateAnswer } from "../../src/metric/wire.ts";
import { Cli, runCli } from "../support/cli.ts";
import { eventually } from "../support/eventually.ts";
import { tempFolder } from "../support/temp-folder.ts";

async function openServe(stateFolder: string): Promise<{ cli: Cli; url: string }> {
  const cli = new Cli(["serve", "--port", "0", "--state-dir", stateFolder]);
  const [, url = ""] = await cli.says(/Live Metrics page: (\S+)/);
  return { cli, url };
}

describe("two processes", () => {
  for (const sink of ["rest", "websocket"] as const)
    test(`what scrape sends by ${sink} is what the hub of serve holds`, async () => {
      await using folder = await tempFolder();
      const { cli, url } = await openServe(folder.path);
      await using _serve = cli;

      const sent = await runCli(["--mock", "25", "--once", "--sink", sink, "--sink", "stdout", "--url", url]);
      expect(sent.code).toBe(0);
      const printed = sent.stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as { userId: string });
      // Delivered by WebSocket means read: the hub may still be writing.
      const state = await eventually(async () => {
        const answer = (await (await fetch(new URL("/api/metrics", url))).json()) as StateAnswer;
        return answer.metrics.length === printed.length ? answer : undefined;
      });

      const byId = (a: { userId: string }, b: { userId: string }): number => a.userId.localeCompare(b.userId);
      expect(state.metrics.toSorted(byId)).toEqual(printed.toSorted(byId));
      expect(new Set(state.metas.map(({ source }) => source))).toEqual(new Set(["mock"]));
    });

  test("a second hub on the same state ends with exit 11 and names the first", async () => {
    await using folder = await tempFolder();
    const { cli } = await openServe(folder.path);
    await using _serve = cli;

    const { code, stderr } = await runCli(["serve", "--port", "0", "--state-dir", folder.path]);
    expect(stderr).toMatch(
      new RegExp(`A hub on this store is at work already: process ${cli.child.pid}, since 20.*\\[LM_LOCKED\\]`),
    );
    expect(code).toBe(11);
  });

  test("a receiver that refuses is named, and ends in exit 9", async () => {
    const receiver = createServer((_request, response) => response.writeHead(401).end()).listen(0, "127.0.0.1");
    await once(receiver, "listening");
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;

    const { code, stderr } = await runCli([
      "--mock",
      "3",
      "--once",
      "--sink",
      "rest",
      "--url",
      url,
      "--api-key",
      "k-very-secret",
    ]);
    receiver.close();
    expect(stderr).toContain("answered 401");
    expect(stderr).toContain("Give a key with --api-key or LIVE_METRICS_API_KEY.");
    expect(stderr).not.toContain("k-very-secret");
    expect(code).toBe(9);
  });

  test("a receiver that comes back within the wait gets everything", async () => {
    let calls = 0;
    const taken: unknown[] = [];
    const receiver = createServer((request, response) => {
      calls += 1;
      if (calls < 3) return void response.writeHead(503).end();
      let body = "";
      request.setEncoding("utf8").on("data", (text: string) => (body += text));
      request.on("end", () => {
        taken.push(...(JSON.parse(body) as { metrics: unknown[] }).metrics);
        response.end("{}");
      });
    }).listen(0, "127.0.0.1");
    await once(receiver, "listening");

    const { code } = await runCli([
      "--mock",
      "3",
      "--once",
      "--sink",
      "rest",
      "--url",
      `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
    ]);
    receiver.close();
    expect({ code, taken: taken.length }).toEqual({ code: 0, taken: 3 });
  });
});

describe("the end of a run", () => {
  test("--interval sets the pace of synthetic users too", async () => {
    const { stderr } = await runCli(["--mock", "3", "--interval", "1h", "--for", "3s"]);
    expect(stderr).toContain("1 run, 3 rows read");
  });

  test("--rate sets how many updates of synthetic users there are in a second", async () => {
    const { code, stderr } = await runCli(["--mock", "200", "--rate", "1000", "--for", "3s", "--sink", "stdout"]);
    const [, rows] = /(\d+) rows read/.exec(stderr)!;
    // The start counts everybody once; how much of the three seconds is left after it is the machine's.
    expect(Number(rows)).toBeGreaterThan(1_000);
    expect(Number(rows)).toBeLessThanOrEqual(3_300);
    expect(code).toBe(0);
  });

  test("--for ends by itself with a summary and exit 0", async () => {
    const { code, stderr } = await runCli(["--mock", "3", "--for", "1s"]);
    expect(stderr).toMatch(/runs?, \d+ rows read/);
    expect(code).toBe(0);
  });

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)
    test(`${signal} finishes, delivers and ends with ${code}`, async () => {
      await using cli = new Cli(["--mock", "3"]);
      await cli.says(/\n.*\n.*\n/, "stdout");
      cli.child.kill(signal);
      const ended = await cli.ended();
      expect(ended.code).toBe(code);
      expect(ended.stderr).toContain("press Ctrl+C again to leave at once");
      expect(ended.stderr).toMatch(/stdout: \d+ delivered/);
    });
});
