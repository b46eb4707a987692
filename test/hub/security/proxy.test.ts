import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { ask, bearer, sentenceOf, upgrade } from "../../support/hub/ask.ts";
import { openKeyedHub } from "../../support/hub/keyed-hub.ts";
import { metricOf } from "../../support/hub/metric.ts";
import { openReverseProxy } from "../../support/hub/reverse-proxy.ts";
import { messagesOf } from "../../support/hub/sse-viewer.ts";
import { openTestHub } from "../../support/hub/test-hub.ts";

const publicUrl = "https://metrics.example.com";

describe("behind a proxy", () => {
  it("a hub that was told of it serves REST, streams and sockets, to pages of its public address", async () => {
    await using hub = await openKeyedHub({ publicUrl, trustProxy: ["loopback"] });
    await using proxy = await openReverseProxy(hub.url, publicUrl);
    const headers = { ...bearer(hub.keys.read), origin: publicUrl };
    const sender = { ...bearer(hub.keys.ingest), origin: publicUrl };

    const socket = new WebSocket(`${proxy.url.replace("http", "ws")}/metrics`, { headers });
    const frames: string[] = [];
    socket.on("message", (data: Buffer) => void frames.push(data.toString()));
    await once(socket, "message");
    const stream = await fetch(`${proxy.url}/api/stream`, { headers });
    const messages = messagesOf(stream.body!);

    const sent = await ask(`${proxy.url}/api/metrics`, { method: "POST", headers: sender, body: metricOf("ada") });
    expect(sent.status).toBe(200);
    while (!frames.at(-1)!.includes("ada")) await once(socket, "message");
    for await (const { data } of messages) if (data.includes("ada")) break;
    expect((await ask(`${proxy.url}/api/metrics`, { headers })).text).toContain('"userId":"ada"');
    socket.terminate();
  });

  it("sends the cookie of a person who signs in to the public address only, over https", async () => {
    await using hub = await openKeyedHub({ publicUrl, trustProxy: [] });
    await using proxy = await openReverseProxy(hub.url, publicUrl);
    expect(hub.signInUrl).toMatch(/^https:\/\/metrics\.example\.com\/sign-in#/);
    const token = new URL(hub.signInUrl!).hash.slice(1);
    const answer = await ask(`${proxy.url}/api/session`, {
      method: "POST",
      headers: { origin: publicUrl },
      body: { token },
    });
    expect(answer.headers["set-cookie"]![0]).toMatch(/^__Host-live_metrics=.*; Secure/);
  });

  it("a hub that was not told of it answers nobody, and says what to do", async () => {
    await using hub = await openTestHub();
    await using proxy = await openReverseProxy(hub.url, hub.url);
    const answer = await ask(`${proxy.url}/api/metrics`);
    expect([answer.status, sentenceOf(answer)]).toEqual([403, expect.stringContaining("--public-url")]);
    expect(await upgrade(proxy.url)).toBe(403);
    const page = await ask(proxy.url);
    expect(page.status).toBe(403);
  });
});
