import { once } from "node:events";
import { afterEach, beforeEach, expect, it } from "vitest";
import { WebSocket } from "ws";
import { eventually } from "../../support/eventually.ts";
import { ask, bearer, sentenceOf, upgrade } from "../../support/hub/ask.ts";
import { openKeyedHub } from "../../support/hub/keyed-hub.ts";
import { openTestHub, type TestHub } from "../../support/hub/test-hub.ts";

let hub: TestHub;

beforeEach(async () => {
  hub = await openTestHub({ options: { connectionLimit: 2 } });
});

afterEach(() => hub[Symbol.asyncDispose]());

async function openSocket(): Promise<WebSocket> {
  const socket = new WebSocket(hub.url.replace("http", "ws"));
  await once(socket, "open");
  return socket;
}

it("refuses one stream or WebSocket more than an address may hold, says what lifts it, and answers all else", async () => {
  const leaving = new AbortController();
  await openSocket();
  await fetch(`${hub.url}/api/stream`, { signal: leaving.signal });

  const refused = await ask(`${hub.url}/stream`);
  expect([refused.status, refused.headers["retry-after"], sentenceOf(refused)]).toEqual([
    429,
    "30",
    "This address holds 2 streams and WebSockets already. A key lifts this limit, --connection-limit sets it.",
  ]);
  expect(await upgrade(`${hub.url}/ws`)).toBe(429);
  expect((await ask(`${hub.url}/metrics`)).text).toContain('live_metrics_refused_total{reason="connections"} 2');
  expect((await ask(`${hub.url}/api/metrics`)).status).toBe(200);
  leaving.abort();
});

it("lets the next one in when one has gone, however it went", async () => {
  const socket = await openSocket();
  const leaving = new AbortController();
  await fetch(`${hub.url}/api/stream`, { signal: leaving.signal });
  expect(await upgrade(hub.url)).toBe(429);

  socket.terminate();
  leaving.abort();
  await eventually(async () => {
    const held = await Promise.all([upgrade(hub.url), upgrade(hub.url)]);
    return held.every((status) => status === 101);
  });
});

it("does not count what is held by a key", async () => {
  await using keyed = await openKeyedHub({ connectionLimit: 1 });
  const leaving = new AbortController();
  const open = { headers: bearer(keyed.keys.read), signal: leaving.signal };
  const streams = [await fetch(`${keyed.url}/stream`, open), await fetch(`${keyed.url}/stream`, open)];
  expect(streams.map(({ status }) => status)).toEqual([200, 200]);
  leaving.abort();
});
