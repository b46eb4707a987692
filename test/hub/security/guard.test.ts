import { describe, expect, it } from "vitest";
import type { HubOptions } from "../../../src/hub/options.ts";
import { createLog } from "../../../src/log.ts";
import { ask, bearer, sentenceOf, upgrade } from "../../support/hub/ask.ts";
import { openKeyedHub } from "../../support/hub/keyed-hub.ts";
import { openTestHub } from "../../support/hub/test-hub.ts";

const allowed = "https://app.example.com";
const https = { publicUrl: "https://metrics.example.com" };

const cases: [name: string, headers: (port: string) => Record<string, string>, isLetIn: boolean][] = [
  ["this machine by its address", (port) => ({ host: `127.0.0.1:${port}` }), true],
  ["this machine by name", (port) => ({ host: `localhost:${port}` }), true],
  ["a forwarded port", () => ({ host: "localhost:9000" }), true],
  ["the hub's own page", (port) => ({ host: `localhost:${port}`, origin: `http://localhost:${port}` }), true],
  ["a page that is allowed", (port) => ({ host: `localhost:${port}`, origin: allowed }), true],
  ["another name for this machine (DNS rebinding)", (port) => ({ host: `rebound.example.com:${port}` }), false],
  ["a name that begins like ours", (port) => ({ host: `localhost.example.com:${port}` }), false],
  [
    "a rebound page that looks like its own",
    () => ({ host: "rebound.example.com", origin: "http://rebound.example.com" }),
    false,
  ],
  ["a page elsewhere", (port) => ({ host: `localhost:${port}`, origin: "https://other.example.com" }), false],
  ["a page of another program here", (port) => ({ host: `localhost:${port}`, origin: "http://localhost:1" }), false],
  ["a page without an origin of its own", (port) => ({ host: `localhost:${port}`, origin: "null" }), false],
];

const others: [name: string, options: Partial<HubOptions>, headers: Record<string, string>, isLetIn: boolean][] = [
  ["the bound address", { host: "127.0.0.2" }, { host: "127.0.0.2:3001" }, true],
  ["another address than the bound one", { host: "127.0.0.2" }, { host: "192.0.2.1:3001" }, false],
  ["any address, where all are bound", { host: "0.0.0.0" }, { host: "192.0.2.1:3001" }, true],
  ["any address of IPv6, where all are bound", { host: "0.0.0.0" }, { host: "[2001:db8::1]:3001" }, true],
  ["a name, where all addresses are bound", { host: "0.0.0.0" }, { host: "hub.example.com" }, false],
  ["its own page at an address", { host: "0.0.0.0" }, { host: "192.0.2.1:1", origin: "http://192.0.2.1:1" }, true],
  ["the public name", https, { host: "metrics.example.com" }, true],
  ["this machine, beside a public name", https, { host: "localhost:3001" }, true],
  ["a name below the public one", https, { host: "a.metrics.example.com" }, false],
  ["an address, where there is a public name", https, { host: "192.0.2.1" }, false],
  ["the public page", https, { host: "metrics.example.com", origin: "https://metrics.example.com" }, true],
  [
    "the public page, from a proxy that keeps no Host",
    https,
    { host: "127.0.0.1:3001", origin: https.publicUrl },
    true,
  ],
  [
    "the public page without encryption",
    https,
    { host: "metrics.example.com", origin: "http://metrics.example.com" },
    false,
  ],
  [
    "a page at another port of the public name",
    https,
    { host: "metrics.example.com", origin: "https://metrics.example.com:8443" },
    false,
  ],
  ["a proxy it was told of", https, { host: "metrics.example.com", "x-forwarded-for": "192.0.2.9" }, true],
  ["a proxy it was not told of", { host: "0.0.0.0" }, { host: "192.0.2.1", "x-forwarded-for": "192.0.2.9" }, false],
];

describe("the guard", () => {
  it.each(cases)("%s: same judgement for a request and an upgrade", async (_, headersFor, isLetIn) => {
    await using hub = await openTestHub({ corsOrigin: [allowed] });
    const headers = headersFor(new URL(hub.url).port);

    expect((await ask(`${hub.url}/api/metrics`, { headers })).status).toBe(isLetIn ? 200 : 403);
    expect((await ask(hub.url, { headers })).status).toBe(isLetIn ? 200 : 403);
    expect(await upgrade(hub.url, headers)).toBe(isLetIn ? 101 : 403);
  });

  it.each(others)("with other addresses, %s", async (_, options, headers, isLetIn) => {
    await using hub = await openKeyedHub({ publicUrl: undefined, ...options });
    const url = hub.url.replace("127.0.0.1", options.host?.startsWith("127.") ? options.host : "127.0.0.1");
    const shown = { ...headers, ...bearer(hub.keys.read) };
    expect((await ask(`${url}/api/metrics`, { headers: shown })).status).toBe(isLetIn ? 200 : 403);
    expect(await upgrade(url, shown)).toBe(isLetIn ? 101 : 403);
  });

  it.each([
    ["Forwarded", "for=192.0.2.9"],
    ["X-Forwarded-For", "192.0.2.9"],
    ["X-Forwarded-Host", "metrics.example.com"],
    ["X-Forwarded-Proto", "https"],
    ["X-Real-IP", "192.0.2.9"],
  ])("refuses what came through a proxy, by its %s, and names the flag that allows it", async (name, value) => {
    await using hub = await openTestHub();
    const headers = { host: "localhost", [name]: value };
    const answer = await ask(`${hub.url}/api/metrics`, { headers });
    expect([answer.status, sentenceOf(answer)]).toEqual([
      403,
      `This came through a proxy (${name.toLowerCase()}). To let others reach the hub, start it with --public-url https://… and a key.`,
    ]);
    expect(await upgrade(hub.url, headers)).toBe(403);
  });

  it.each([
    ["an image", "image", "/api/metrics", 403],
    ["a frame", "iframe", "/api/metrics", 403],
    ["a link that a person follows", "document", "/api/metrics", 200],
    ["a script that the hub has for others", "script", "/assets/app.js", 200],
  ])("treats %s on a page elsewhere as what it is", async (_, destination, path, status) => {
    await using hub = await openTestHub();
    const headers = { host: "localhost", "sec-fetch-site": "cross-site", "sec-fetch-dest": destination };
    expect((await ask(hub.url + path, { headers })).status).toBe(status);
  });

  it("says once for each origin how it can be allowed", async () => {
    const lines: string[] = [];
    await using hub = await openTestHub({
      log: createLog({ level: "warn", format: "json", write: (line) => lines.push(line) }),
    });
    const headers = { host: "localhost", origin: "https://other.example.com" };
    await ask(`${hub.url}/api/metrics`, { headers });
    await upgrade(hub.url, headers);
    expect(lines).toEqual([expect.stringContaining("to allow it set CORS_ORIGIN=https://other.example.com")]);
  });

  it.each(["null", "chrome-extension://abcdefghijklmnop"])(
    "advises nothing that no hub starts with: %s",
    async (origin) => {
      const lines: string[] = [];
      await using hub = await openTestHub({
        log: createLog({ level: "warn", format: "json", write: (line) => lines.push(line) }),
      });
      const answer = await ask(`${hub.url}/api/metrics`, { headers: { host: "localhost", origin } });
      expect(sentenceOf(answer)).toBe(
        "This Origin is no address, and no option allows it: open the page from one that begins with http.",
      );
      expect(lines).toEqual([
        expect.stringContaining(
          `Refused a page of ${origin}; that is no address, and no option allows it: open the page from one that begins with http`,
        ),
      ]);
    },
  );

  it("lets an allowed page read answers and send JSON, and no other", async () => {
    await using hub = await openTestHub({ corsOrigin: [allowed] });
    const preflight = (origin: string) =>
      fetch(`${hub.url}/api/metrics`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
      });

    const answer = await ask(`${hub.url}/api/metrics`, { headers: { host: "localhost", origin: allowed } });
    expect(answer.headers["access-control-allow-origin"]).toBe(allowed);
    expect(answer.headers["access-control-expose-headers"]).toBe("Date, ETag, Retry-After");
    expect((await preflight(allowed)).headers.get("access-control-allow-origin")).toBe(allowed);
    expect((await preflight("https://other.example.com")).status).toBe(403);
  });

  it("answers an allowed page without a key: the preflight, and the sentence that asks for one", async () => {
    await using hub = await openKeyedHub({ corsOrigin: [allowed] });
    const preflight = await ask(`${hub.url}/api/metrics`, {
      method: "OPTIONS",
      headers: { origin: allowed, "access-control-request-method": "GET" },
    });
    expect([preflight.status, preflight.headers["access-control-allow-headers"]]).toEqual([
      204,
      "Authorization, X-API-Key, Content-Type, Last-Event-ID",
    ]);
    const answer = await ask(`${hub.url}/api/metrics`, { headers: { origin: allowed } });
    expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([401, allowed]);
    for (const { headers } of [preflight, answer]) expect(headers["access-control-allow-credentials"]).toBeUndefined();
  });

  it("says nothing of other pages where none is allowed", async () => {
    await using hub = await openTestHub();
    const { headers } = await ask(`${hub.url}/api/metrics`);
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it("tells browsers to stay with https where the public address has it, and never else", async () => {
    await using hub = await openKeyedHub(https);
    const { headers } = await ask(`${hub.url}/sign-in`, { headers: { host: "metrics.example.com" } });
    expect(headers["strict-transport-security"]).toBe("max-age=15552000");
    expect(headers["content-security-policy"]).toContain("connect-src 'self' wss://metrics.example.com");
    expect([headers["x-content-type-options"], headers["referrer-policy"]]).toEqual(["nosniff", "no-referrer"]);

    await using plain = await openKeyedHub({ publicUrl: "http://metrics.example.com" });
    expect((await ask(`${plain.url}/sign-in`)).headers["strict-transport-security"]).toBeUndefined();
  });

  it("sends a policy under which the page runs nothing but itself", async () => {
    await using hub = await openTestHub();
    const { headers } = await ask(hub.url, { headers: { host: "localhost:3001" } });
    expect(headers["content-security-policy"]).toBe(
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;font-src 'self';" +
        "connect-src 'self' ws://localhost:3001;base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
  });
});
