import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { StateAnswer } from "../../src/metric/wire.ts";
import { Cli } from "../support/cli.ts";
import { metricOf } from "../support/hub/metric.ts";
import { tempFolder, type TempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

interface Serve {
  cli: Cli;
  url: string;
}

async function openServe(): Promise<Serve> {
  const cli = new Cli(["serve", "--port", "0", "--state-dir", folder.path, "--log-format", "json"]);
  const [, url = ""] = await cli.says(/Live Metrics page: (http:[^"]+)/);
  return { cli, url };
}

/** A POST of which the hub has the head and half of the body; `end` sends the rest and gives the answer. */
async function beginPost(url: string, metric: object): Promise<{ end: () => Promise<string> }> {
  const body = JSON.stringify(metric);
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const head = [
    "POST /api/metrics HTTP/1.1",
    "Host: localhost",
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Expect: 100-continue",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  await textOf(socket, /^HTTP\/1\.1 100 /);
  socket.write(body.slice(0, 40));
  return {
    async end() {
      socket.write(body.slice(40));
      return textOf(socket, /\r\n\r\n.+/s);
    },
  };
}

/** What the socket says from here on, as soon as it matches. */
async function textOf(socket: Socket, pattern: RegExp): Promise<string> {
  for (let text = ""; ;) {
    const [chunk] = (await once(socket, "data")) as [Buffer];
    text += String(chunk);
    if (pattern.test(text)) return text;
  }
}

describe("serve", () => {
  test("says in JSON what it serves, what it refuses, and that it is over", async () => {
    const { cli, url } = await openServe();
    await using _serve = cli;
    await fetch(`${url}/api/metrics`, { headers: { authorization: "Bearer lm_00000000_wrong" } });
    await cli.says(/Requests were refused/);
    cli.child.kill("SIGTERM");

    const { code, stdout, stderr } = await cli.ended();
    const lines = stderr
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ at: _at, ...line }) => line)).toEqual([
      { level: "info", msg: "The hub is open", url, store: "sqlite", users: 0, epoch: expect.stringMatching(/^\w+$/) },
      { level: "info", msg: `Live Metrics page: ${url}` },
      { level: "warn", msg: "Requests were refused", credentials: 1 },
      { level: "info", msg: "Closing the hub" },
      { level: "info", msg: "The hub is closed", cursor: expect.stringMatching(/^\w+:0$/) },
    ]);
    for (const { at } of lines) expect(new Date(String(at)).toISOString()).toBe(at);
    expect([code, stdout, stderr.includes("wrong")]).toEqual([143, "", false]);
  });

  test("answers on SIGTERM what is under way, tells its readers, and has it all on disk", async () => {
    const { cli, url } = await openServe();
    await using _serve = cli;
    const socket = new WebSocket(url.replace("http", "ws"));
    const socketClosed = once(socket, "close");
    await once(socket, "message");
    const stream = await fetch(`${url}/api/stream`);
    const streamEnded = stream.text();
    const posting = await beginPost(url, metricOf("ada"));

    cli.child.kill("SIGTERM");
    const [code] = (await socketClosed) as [number];
    expect(code).toBe(1001);
    expect(await streamEnded).toContain("retry: ");
    const late = await fetch(`${url}/healthz`).then(
      ({ status }) => status,
      () => "refused",
    );
    expect(["refused", 503]).toContain(late);

    const answer = await posting.end();
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('"accepted":1');
    expect((await cli.ended()).code).toBe(143);

    const again = await openServe();
    await using _again = again.cli;
    const state = (await (await fetch(`${again.url}/api/metrics`)).json()) as StateAnswer;
    expect(state.metrics).toEqual([metricOf("ada")]);
  });

  test("does not wait on SIGTERM for who never comes to an end", async () => {
    const { cli, url } = await openServe();
    await using _serve = cli;
    await beginPost(url, metricOf("ada"));
    cli.child.kill("SIGTERM");
    expect(await cli.ended()).toMatchObject({ code: 143, signal: null });
  });

  test("leaves at once on a second signal", async () => {
    const { cli, url } = await openServe();
    await using _serve = cli;
    await beginPost(url, metricOf("ada"));
    cli.child.kill("SIGTERM");
    await cli.says(/Closing the hub/);
    cli.child.kill("SIGTERM");
    const { code, stderr } = await cli.ended();
    expect([code, stderr.includes("The hub is closed")]).toEqual([143, false]);
  });
});
