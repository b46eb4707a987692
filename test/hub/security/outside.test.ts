import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createFrameBudget, toSubscriber } from "../../../src/hub/security/rate-limit.ts";
import { openKeyedHub } from "../../support/hub/keyed-hub.ts";
import { eventOf, metricOf } from "../../support/hub/metric.ts";
import { openTestHub } from "../../support/hub/test-hub.ts";
import { openReverseProxy } from "../../support/hub/reverse-proxy.ts";

const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

describe("behind a proxy", () => {
  it.each(["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded", "via"])(
    "a hub without an outside name does not answer: %s",
    async (header) => {
      await using hub = await openTestHub();
      const response = await fetch(`${hub.url}/api/metrics`, { headers: { [header]: "203.0.113.7" } });
      expect([response.status, await response.text()]).toEqual([403, expect.stringContaining("--public-url")]);
    },
  );

  it("answers to its outside name and this machine's, and to no other", async () => {
    await using hub = await openKeyedHub();
    const status = async (host: string): Promise<number> => {
      await using proxy = await openReverseProxy(hub.url, `https://${host}`);
      return (await fetch(`${proxy.url}/healthz`)).status;
    };
    expect(await status("metrics.example.com")).toBe(200);
    expect(await status("localhost:3001")).toBe(200);
    expect(await status("rebound.example.com")).toBe(403);
    expect(await status("10.0.0.7")).toBe(403);
  });

  it("lets in pages of its outside name", async () => {
    await using hub = await openKeyedHub();
    const status = async (origin: string): Promise<number> =>
      (await fetch(`${hub.url}/healthz`, { headers: { origin } })).status;
    expect(await status("https://metrics.example.com")).toBe(200);
    expect(await status("http://metrics.example.com")).toBe(403);
    expect(await status("null")).toBe(403);
  });

  it("tells browsers to come by https only, and lets the page open its WebSocket", async () => {
    await using hub = await openKeyedHub();
    const { headers } = await fetch(`${hub.url}/sign-in`, { headers: { host: "metrics.example.com" } });
    expect(headers.get("strict-transport-security")).toContain("max-age=");
    expect(headers.get("content-security-policy")).toMatch(/connect-src 'self' wss:\/\//);
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("says what is wrong with a proxy's address", async () => {
    await expect(openTestHub({ options: { trustProxy: ["proxy.example.com"] } })).rejects.toMatchObject({
      code: "LM_CONFIG_INVALID",
      message: expect.stringContaining("--trust-proxy proxy.example.com"),
      hint: expect.stringContaining("127.0.0.1"),
    });
  });
});

describe("pages of other origins", () => {
  const app = "https://app.example.com";

  it("may ask before they send a key, and are never given credentials", async () => {
    await using hub = await openKeyedHub({ corsOrigin: [app] });
    const asked = await fetch(`${hub.url}/api/metrics`, {
      method: "OPTIONS",
      headers: {
        origin: app,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
      },
    });
    expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([204, app]);
    expect(asked.headers.get("access-control-allow-headers")).toContain("Authorization");
    expect(asked.headers.get("access-control-allow-credentials")).toBeNull();

    const answer = await fetch(`${hub.url}/api/metrics`, { headers: { origin: app, ...bearer(hub.keys.read) } });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, app]);
  });
});

describe("the rate limit", () => {
  it("counts calls of the guide's endpoints by address, says when to come back and what lifts it", async () => {
    await using hub = await openTestHub({ options: { rateLimit: 3 } });
    const statuses: number[] = [];
    for (const path of ["/api/metrics", "/api/metrics/bulk", "/api/events", "/api/metrics"])
      statuses.push((await hub.post(path, path.endsWith("events") ? eventOf("e1") : [])).status);
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.slice(0, 3)).not.toContain(429);

    const refused = await fetch(`${hub.url}/api/metrics`);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.text()).toContain("A key lifts this limit");
  });

  it("leaves the page, streams and health alone, and is off at 0", async () => {
    await using limited = await openTestHub({ options: { rateLimit: 1 } });
    for (let n = 0; n < 5; n += 1)
      for (const path of ["/", "/healthz", "/api/targets", "/openapi.json"])
        expect((await fetch(limited.url + path)).status).toBe(200);
    await using free = await openTestHub({ options: { rateLimit: 0 } });
    for (let n = 0; n < 200; n += 1) expect((await fetch(`${free.url}/api/events?limit=1`)).status).toBe(200);
  });

  it("does not count who has a key with who has none or a wrong one, and believes a trusted proxy for whom it speaks", async () => {
    await using hub = await openKeyedHub({ rateLimit: 2 });
    const ask = async (headers: Record<string, string>) => (await fetch(`${hub.url}/api/metrics`, { headers })).status;
    for (let n = 0; n < 10; n += 1) expect(await ask(bearer(hub.keys.read))).toBe(200);
    const from = (address: string) => ({ "x-forwarded-for": address });
    const wrong = { ...from("203.0.113.7"), ...bearer("lm_00000000_wrong") };
    expect([await ask(from("203.0.113.7")), await ask(wrong), await ask(wrong)]).toEqual([401, 401, 429]);
    expect(await ask(from("203.0.113.8"))).toBe(401);
  });

  it("lets a WebSocket sender go on when the minute is over", () => {
    let nowMs = 1_000;
    const budget = createFrameBudget(3, () => nowMs);
    expect([budget.take(), budget.take(), budget.take()]).toEqual([0, 0, 60_000]);
    nowMs += 60_000;
    expect(budget.take()).toBe(0);
    const free = createFrameBudget(0, () => nowMs);
    expect(Array.from({ length: 1_000 }, () => free.take()).every((waitMs) => waitMs === 0)).toBe(true);
  });

  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["2001:0DB8:0001::ffff", "2001:db8:1:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ])("takes %s for one of %s", (address, subscriber) => {
    expect(toSubscriber(address)).toBe(subscriber);
  });
});

describe("the second port", () => {
  it("takes WebSockets with the same checks, and is named where it is taken", async () => {
    await using hub = await openTestHub({ options: { websocketPort: 0 } });
    await hub.post("/api/metrics", metricOf("ada"));
    const socket = new WebSocket(hub.websocketUrl!);
    const [frame] = (await once(socket, "message")) as [Buffer];
    expect(JSON.parse(frame.toString())).toMatchObject({ metrics: [{ userId: "ada" }] });

    const foreign = new WebSocket(hub.websocketUrl!, { origin: "https://other.example.com" });
    foreign.on("error", () => {});
    const [, { statusCode }] = (await once(foreign, "unexpected-response")) as [unknown, { statusCode: number }];
    expect(statusCode).toBe(403);

    const websocketPort = Number(new URL(hub.websocketUrl!).port);
    await expect(openTestHub({ options: { websocketPort } })).rejects.toMatchObject({
      code: "LM_PORT_IN_USE",
      hint: expect.stringContaining("WEBSOCKET_PORT"),
    });
    const closed = once(socket, "close");
    await hub.close();
    expect((await closed)[0]).toBe(1001);
  });

  it("is none where it is the first", async () => {
    const free = await openTestHub();
    const { port } = free;
    await free[Symbol.asyncDispose]();
    await using hub = await openTestHub({ options: { port, websocketPort: port } });
    expect([hub.port, hub.websocketUrl]).toEqual([port, undefined]);
  });

  it("says so where the machine has no such address", async () => {
    await expect(openTestHub({ options: { host: "203.0.113.7", jwtSecret: "x".repeat(32) } })).rejects.toMatchObject({
      code: "LM_HOST_UNUSABLE",
      message: "This machine has no address 203.0.113.7 to listen on",
    });
  });
});
