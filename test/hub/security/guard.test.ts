import { once } from "node:events";
import { request, type IncomingHttpHeaders } from "node:http";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createLog } from "../../../src/log.ts";
import { openTestHub, type TestHub } from "../../support/hub/test-hub.ts";

const allowed = "https://app.example.com";

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

describe("the guard", () => {
  it.each(cases)("%s: same judgement for a request and an upgrade", async (_, headersFor, isLetIn) => {
    await using hub = await openTestHub({ corsOrigin: [allowed] });
    const headers = headersFor(new URL(hub.url).port);

    expect((await get(hub, "/api/metrics", headers)).status).toBe(isLetIn ? 200 : 403);
    expect((await get(hub, "/", headers)).status).toBe(isLetIn ? 200 : 403);
    expect(await upgrade(hub, headers)).toBe(isLetIn ? 101 : 403);
  });

  it("says once for each origin how it can be allowed", async () => {
    const lines: string[] = [];
    await using hub = await openTestHub({
      log: createLog({ level: "warn", format: "json", write: (line) => lines.push(line) }),
    });
    const headers = { host: "localhost", origin: "https://other.example.com" };
    await get(hub, "/api/metrics", headers);
    await upgrade(hub, headers);
    expect(lines).toEqual([expect.stringContaining("to allow it set CORS_ORIGIN=https://other.example.com")]);
  });

  it("lets an allowed page read answers and send JSON, and no other", async () => {
    await using hub = await openTestHub({ corsOrigin: [allowed] });
    const preflight = (origin: string) =>
      fetch(`${hub.url}/api/metrics`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST" },
      });

    const answer = await get(hub, "/api/metrics", { host: "localhost", origin: allowed });
    expect(answer.headers["access-control-allow-origin"]).toBe(allowed);
    expect((await preflight(allowed)).headers.get("access-control-allow-origin")).toBe(allowed);
    expect((await preflight("https://other.example.com")).status).toBe(403);
  });

  it("sends a policy under which the page runs nothing but itself", async () => {
    await using hub = await openTestHub();
    const { headers } = await get(hub, "/", { host: "localhost:3001" });
    expect(headers["content-security-policy"]).toBe(
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;font-src 'self';" +
        "connect-src 'self' ws://localhost:3001;base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
  });
});

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
}

/** By hand, since `fetch` lets nobody choose the Host. */
async function get(hub: TestHub, path: string, headers: Record<string, string>): Promise<Answer> {
  const sent = request(hub.url + path, { headers, agent: false }).end();
  const [response] = await once(sent, "response");
  response.resume();
  await once(response, "close");
  return { status: response.statusCode, headers: response.headers };
}

async function upgrade(hub: TestHub, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(hub.url.replace("http", "ws"), { headers });
  const status = await new Promise<number>((resolve) => {
    socket.once("open", () => resolve(101));
    socket.once("unexpected-response", (_, response) => resolve(response.statusCode ?? 0));
  });
  socket.on("error", () => {}).terminate();
  return status;
}
