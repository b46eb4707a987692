import { spawn } from "node:child_process";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import path from "node:path";
import { json } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import type { StateAnswer } from "../../src/metric/wire.ts";
import { hubOptions } from "../../src/hub/options.ts";
import { openHub } from "../../src/hub/server.ts";
import { silentLog } from "../../src/log.ts";
import { ask } from "../support/hub/ask.ts";
import { eventOf, metricOf, nthMetricOf } from "../support/hub/metric.ts";
import { openTestHub, post } from "../support/hub/test-hub.ts";
import { tempFolder } from "../support/temp-folder.ts";

async function stateAt(url: string): Promise<StateAnswer> {
  return (await (await fetch(`${url}/api/metrics`)).json()) as StateAnswer;
}

describe("openHub", () => {
  it("serves the page, its assets for ever, and its own health", async () => {
    await using hub = await openTestHub();
    const page = await fetch(hub.url);
    expect([page.status, page.headers.get("cache-control")]).toEqual([200, "no-cache"]);
    expect(await page.text()).toContain("<title>Live Metrics</title>");
    const asset = await fetch(`${hub.url}/assets/app.js`);
    expect([asset.status, asset.headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
    expect(await (await fetch(`${hub.url}/healthz`)).json()).toEqual({ ok: true });
  });

  it("serves the client for a script tag, also of other origins", async () => {
    await using hub = await openTestHub();
    const client = await fetch(`${hub.url}/client.js`);
    expect(client.status).toBe(200);
    expect(client.headers.get("content-type")).toMatch(/^(application|text)\/javascript/);
    expect(client.headers.get("cache-control")).toBe("no-cache");
    expect(client.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    const page = await fetch(hub.url);
    expect(page.headers.get("cross-origin-resource-policy")).toBe("same-origin");
  });

  it.each(["/nothing", "/../state/hub.sqlite", "/%2e%2e/hub.sqlite", "/%"])("serves nothing at %s", async (address) => {
    await using hub = await openTestHub();
    const socket = connect(Number(new URL(hub.url).port), "127.0.0.1");
    socket.write(`GET ${address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    const [head] = (await once(socket, "data")) as [Buffer];
    expect(String(head)).toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  it("repeats nothing of an address that it cannot read", async () => {
    await using hub = await openTestHub();
    const answer = await ask(`${hub.url}/%?secret`);
    expect([answer.status, answer.text]).toEqual([400, '{"error":"This address cannot be read."}']);
  });

  it.each([
    ["/%2e%2e/package.json", {}, 403, "There is no file of the page at this address."],
    ["/assets/app.js", { "if-match": '"another"' }, 412, "The file at this address is not the one that was asked for."],
    ["/assets/app.js", { range: "bytes=9999-" }, 416, "The file at this address has no such part."],
  ])("says of the file %s with %o why it is not sent", async (path, headers, status, error) => {
    await using hub = await openTestHub();
    const { hostname, port } = new URL(hub.url);
    const [response] = (await once(get({ hostname, port, path, headers }), "response")) as [IncomingMessage];
    expect([response.statusCode, await json(response)]).toEqual([status, { error }]);
  });

  it("answers a client that offers HTTP/2 on the way", async () => {
    await using hub = await openTestHub();
    const socket = connect(Number(new URL(hub.url).port), "127.0.0.1");
    socket.write(
      "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
    );
    const [head] = (await once(socket, "data")) as [Buffer];
    expect(String(head)).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  it("names the port that is taken, and what to do", async () => {
    await using first = await openTestHub();
    await using folder = await tempFolder();
    const port = Number(new URL(first.url).port);
    const opening = openHub({
      options: hubOptions.parse({ port }),
      stateFolder: folder.path,
      pageFolder: folder.path,
      log: silentLog,
    });
    await expect(opening).rejects.toMatchObject({
      code: "LM_PORT_IN_USE",
      message: `Port ${port} of 127.0.0.1 is in use by another program`,
      hint: expect.stringContaining("--port or METRICS_SERVER_PORT"),
    });
  });

  it("keeps state, epoch and events over a restart", async () => {
    await using folder = await tempFolder();
    const first = await openTestHub({ stateFolder: folder.path });
    await first.post("/api/metrics/bulk", [metricOf("ada"), metricOf("bob")]);
    await first.post("/api/events", eventOf("e1"));
    const before = await stateAt(first.url);
    await first[Symbol.asyncDispose]();

    await using second = await openTestHub({ stateFolder: folder.path });
    expect(await stateAt(second.url)).toEqual(before);
  });

  it("closes though a client leaves its request unfinished", async () => {
    await using hub = await openTestHub();
    const socket = connect(Number(new URL(hub.url).port), "127.0.0.1");
    const ended = once(socket, "close");
    socket
      .resume()
      .write(
        "POST /api/metrics HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{",
      );
    await fetch(`${hub.url}/healthz`);
    await hub.close();
    await ended;
  });

  it("closes connections of no request at once, and lets a request under way have its answer", async () => {
    await using hub = await openTestHub();
    const [silent, busy] = [connect(hub.port, "127.0.0.1"), connect(hub.port, "127.0.0.1")];
    await Promise.all([once(silent, "connect"), once(busy, "connect")]);
    const body = JSON.stringify(metricOf("ada"));
    busy.write(
      `POST /api/metrics HTTP/1.1\r\nHost: 127.0.0.1:${hub.port}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
    );
    const [goOn] = (await once(busy, "data")) as [Buffer];
    expect(goOn.toString()).toMatch(/^HTTP\/1\.1 100 /);

    const closing = hub.close();
    await once(silent.resume(), "close");
    busy.write(body);
    const [answer] = (await once(busy, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
    await closing;
  });

  it("has on disk what it has answered for, whenever it is killed", { timeout: 60_000 }, async () => {
    await using folder = await tempFolder();
    const acknowledged = new Map<string, number>();
    const epochs = new Set<string>();

    for (let round = 1; round <= 3; round++) {
      await using hub = await spawnHub(folder.path);
      const { url, exited } = hub;
      const { metrics, cursor } = await stateAt(url);
      epochs.add(cursor.split(":")[0]!);
      const stored = new Map(metrics.map(({ userId, pageViews }) => [userId, pageViews]));
      // One more than was answered for may be there: the kill came between disk and answer.
      for (const [userId, n] of acknowledged) expect([n, n + 1]).toContain(stored.get(userId));

      await Promise.all(
        [1, 2, 3, 4].map((sender) => sendUntilKilled(url, sender, { round, acknowledged, kill: hub.kill })),
      );
      await exited;
    }
    expect(acknowledged.size).toBe(4);
    expect(epochs.size).toBe(1);
  });
});

interface SpawnedHub extends AsyncDisposable {
  url: string;
  exited: Promise<unknown>;
  kill: () => void;
}

async function spawnHub(stateFolder: string): Promise<SpawnedHub> {
  const program = path.join(import.meta.dirname, "../support/hub/hub-process.ts");
  const child = spawn(process.execPath, [program, stateFolder], { stdio: ["pipe", "pipe", "ignore"] });
  const exited = once(child, "exit");
  const kill = (): void => void child.kill("SIGKILL");
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return {
    url: String(line).trim(),
    exited,
    kill,
    async [Symbol.asyncDispose]() {
      kill();
      await exited;
    },
  };
}

interface Sending {
  round: number;
  acknowledged: Map<string, number>;
  kill: () => void;
}

/** Notes each number the hub has answered for; the 15th answer of the first sender is the hub's last. */
async function sendUntilKilled(url: string, sender: number, { round, acknowledged, kill }: Sending): Promise<void> {
  const userId = `sender-${sender}`;
  try {
    for (let n = round * 1_000; ; n++) {
      await post(`${url}/api/metrics`, nthMetricOf(userId, n));
      acknowledged.set(userId, n);
      if (sender === 1 && n === round * 1_000 + 14) kill();
    }
  } catch {
    // The hub is gone.
  }
}
