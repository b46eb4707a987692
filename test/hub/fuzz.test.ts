import { createHmac } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { StateAnswer } from "../../src/metric/wire.ts";
import { eventOf, metaOf, metricOf } from "../support/hub/metric.ts";
import { openTestHub, type TestHub } from "../support/hub/test-hub.ts";
import { scaled } from "../support/scale.ts";

const runs = scaled({ small: 150, full: 5_000 });
const timeout = scaled({ small: 60_000, full: 1_200_000 });

/** What JSON can hold and nobody expects. */
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    "\u0000",
    "\ud800",
    "\u202eevil",
    "__proto__",
    "<img src=x onerror=alert(1)>",
    "=cmd|'/c calc'!A1",
    "-1e999",
    "1e308",
    "NaN",
    "0x10",
    "-0",
    "+275760-09-13T00:00:00.001Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z",
    "2026-02-30T00:00:00Z",
    -0,
    1e308,
    Number.MAX_SAFE_INTEGER + 2,
    [],
    {},
    null,
  ),
  fc.string({ unit: "binary", maxLength: 2_000 }),
  fc.dictionary(fc.string({ unit: "binary", maxLength: 20 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 30 }),
);

/** A record that is right but for some of its fields. */
function spoilt(record: object): fc.Arbitrary<object> {
  const keys = fc.subarray([...Object.keys(record), "constructor", "toString", ""], { minLength: 1, maxLength: 4 });
  return fc.tuple(keys, fc.array(oddValue, { minLength: 4, maxLength: 4 })).map(([names, values]) => {
    const oddities = names.map((name, index) => [name, values[index]]);
    return Object.assign(structuredClone(record), Object.fromEntries(oddities));
  });
}

const scraperShaped = { user_id: "ada", name: "Ada", pages_viewed: 3, is_currently_active: true, timestamp: null };
const runReport = {
  target: "wiki",
  verdict: "rows",
  startedAt: "2026-01-05T12:00:00Z",
  endedAt: "2026-01-05T12:00:03Z",
};
const record = fc.oneof(spoilt(metricOf("ada")), spoilt(scraperShaped), oddValue);
const event = fc.oneof(spoilt(eventOf("e1")), oddValue);
const bodies = {
  "/api/metrics": record,
  "/api/metrics/bulk": fc.oneof(
    fc.array(record, { maxLength: 5 }),
    fc.record({
      metrics: fc.array(record, { maxLength: 5 }),
      metas: fc.array(fc.oneof(spoilt(metaOf("m")), oddValue)),
    }),
    oddValue,
  ),
  "/api/events": fc.oneof(event, fc.record({ events: fc.array(event, { maxLength: 5 }) })),
  "/api/runs": fc.oneof(spoilt(runReport), oddValue),
  "/api/tickets": oddValue,
  "/api/session": oddValue,
  "/api/targets/wiki/run": oddValue,
} as const satisfies Record<string, fc.Arbitrary<unknown>>;

const oddQuery = fc.dictionary(
  fc.constantFrom("since", "ticket", "from", "to", "step", "user", "limit", "lastEventId", "x"),
  fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("-1", "1e9", "1m", "0", "9".repeat(400), "a:1", "2026-01-05"),
  ),
);
const anyTime = fc.oneof(
  fc
    .date({ min: new Date("0000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.maxSafeNat().map(String),
);
/** One that means something, as far as its values can. */
const query = fc.record(
  {
    from: anyTime,
    to: anyTime,
    step: fc.tuple(fc.integer({ min: 1, max: 1e11 }), fc.constantFrom("m", "h", "d")).map((parts) => parts.join("")),
    user: fc.constantFrom("ada", "nobody"),
    limit: fc.integer().map(String),
  },
  { requiredKeys: [] },
);
const queries: fc.Arbitrary<Record<string, string>> = fc.oneof(oddQuery, query);

const jwtSecret = "a secret of the test, 32 characters";
/** Who signs is trusted, and may be mistaken all the same. */
const signedClaims = fc
  .double({ min: 2e9, noNaN: true, noDefaultInfinity: true })
  .map((exp) => ({ sub: "ada", scope: "read ingest", exp, iat: 0, nbf: 0 }));
const claims = fc.oneof(signedClaims, signedClaims.chain(spoilt));

function sign(payload: object): string {
  const parts = [{ alg: "HS256" }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return [...parts, createHmac("sha256", jwtSecret).update(parts.join(".")).digest("base64url")].join(".");
}

const readPaths = [
  "/api/metrics",
  "/metrics",
  "/api/history",
  "/api/events",
  "/api/targets",
  "/readyz",
  "/openapi.json",
];

describe("whatever is sent to it, the hub", () => {
  it.each(Object.entries(bodies))("never fails at %s", { timeout }, async (path, body) => {
    await using hub = await openTestHub();
    await fc.assert(
      fc.asyncProperty(body, async (value) => {
        const response = await fetch(hub.url + path, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(value),
        });
        await response.arrayBuffer();
        expect(response.status).toBeLessThan(500);
      }),
      { numRuns: runs },
    );
    await expectWhole(hub);
  });

  it.each(readPaths)("never fails at a question to %s", { timeout }, async (path) => {
    await using hub = await openTestHub();
    await hub.post("/api/metrics", metricOf("ada"));
    await fc.assert(
      fc.asyncProperty(queries, fc.constantFrom("application/json", "text/plain", "*/*"), async (query, accept) => {
        const address = `${hub.url}${path}?${new URLSearchParams(query).toString()}`;
        const response = await fetch(address, { headers: { accept } });
        await response.arrayBuffer();
        expect(response.status).toBeLessThan(500);
      }),
      { numRuns: runs },
    );
    await expectWhole(hub);
  });

  it("never fails at a signed token", { timeout }, async () => {
    await using hub = await openTestHub({ options: { jwtSecret } });
    await fc.assert(
      fc.asyncProperty(claims, async (claimed) => {
        const headers = { authorization: `Bearer ${sign(claimed)}` };
        const response = await fetch(`${hub.url}/api/tickets`, { method: "POST", headers });
        await response.arrayBuffer();
        expect(response.status).toBeLessThan(500);
      }),
      { numRuns: runs },
    );
    await expectWhole(hub);
  });

  it("survives any frame on a WebSocket", { timeout }, async () => {
    await using hub = await openTestHub();
    const frame = fc.oneof(
      fc.record({ type: fc.constant("user_metric"), metric: record, meta: fc.oneof(spoilt(metaOf("m")), oddValue) }),
      fc.record({ type: fc.constant("bulk_metrics"), metrics: fc.oneof(fc.array(record), oddValue), metas: oddValue }),
      fc.record({ type: fc.constant("event"), event }),
      spoilt({ type: "user_metric" }),
      oddValue,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { maxLength: 10 }), fc.uint8Array(), async (frames, bytes) => {
        const socket = new WebSocket(hub.url.replace("http", "ws"), "live-metrics.v1");
        await once(socket, "open");
        const closed = once(socket, "close");
        for (const value of frames) socket.send(JSON.stringify(value));
        socket.send(bytes);
        socket.close();
        await closed;
      }),
      { numRuns: runs },
    );
    await expectWhole(hub);
  });

  it("survives bytes that are no request", { timeout }, async () => {
    await using hub = await openTestHub();
    const port = Number(new URL(hub.url).port);
    const text = fc.oneof(
      fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes)),
      fc
        .tuple(fc.constantFrom("GET", "POST", "PRI", "CONNECT", "OPTIONS"), fc.webPath(), fc.string({ unit: "binary" }))
        .map(([method, path, junk]) =>
          Buffer.from(
            `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nX: ${junk}\r\n\r\n${junk}`,
          ),
        ),
    );
    await fc.assert(
      fc.asyncProperty(text, async (bytes) => {
        const socket = connect(port, "127.0.0.1");
        const closed = once(socket, "close");
        socket.on("error", () => {});
        socket.resume().end(bytes);
        await Promise.race([closed, once(socket, "end")]);
        socket.destroy();
      }),
      { numRuns: runs },
    );
    await expectWhole(hub);
  });
});

/** Whatever it took in, it can read out again, and it still takes in what is right. */
async function expectWhole(hub: TestHub): Promise<void> {
  const now = new Date().toISOString();
  const { status } = await hub.post("/api/metrics", metricOf("after all", { timestamp: now, lastActionTime: now }));
  expect(status).toBe(200);
  const { metrics, metas } = (await (await fetch(`${hub.url}/api/metrics`)).json()) as StateAnswer;
  expect(metas).toHaveLength(metrics.length);
  expect(metrics.map(({ userId }) => userId)).toContain("after all");
  for (const metric of metrics) expect(Object.keys(metric)).toEqual(Object.keys(metricOf("x")));
}
