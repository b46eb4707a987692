import { readdir, readlink } from "node:fs/promises";
import type { FastifyRequest } from "fastify";
import { afterEach, describe, expect, it, vi } from "vitest";
import { asksForJson } from "../../../src/hub/transports/rest.ts";
import type { StateAnswer } from "../../../src/metric/wire.ts";
import { eventually } from "../../support/eventually.ts";
import { openBareHub } from "../../support/hub/bare-hub.ts";
import { eventOf, metaOf, metricOf, nthMetricOf } from "../../support/hub/metric.ts";
import { openPollingViewer } from "../../support/hub/polling-viewer.ts";
import { openTestHub, type TestHub } from "../../support/hub/test-hub.ts";
import { describeTransport } from "../../support/hub/transport-suite.ts";

describeTransport("polling", openPollingViewer, { tellsAll: true });

/** Files of a folder that this process holds open, by whatever name or none. */
async function openFilesIn(folder: string): Promise<number> {
  const links = (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ""));
  return (await Promise.all(links)).filter((link) => link.startsWith(folder)).length;
}

async function stateOf(hub: TestHub, query = ""): Promise<StateAnswer> {
  return (await (await fetch(`${hub.url}/api/metrics${query}`)).json()) as StateAnswer;
}

describe("GET /api/metrics", () => {
  it("answers with metrics, metas in the same order, events and a cursor", async () => {
    await using hub = await openTestHub();
    await hub.post("/api/metrics/bulk", {
      metrics: [metricOf("ada"), metricOf("bob")],
      metas: [metaOf("m1"), metaOf("m2")],
    });
    await hub.post("/api/events", eventOf("e1"));

    expect(await stateOf(hub)).toEqual({
      metrics: [metricOf("ada"), metricOf("bob")],
      metas: [metaOf("m1"), metaOf("m2")],
      events: [eventOf("e1")],
      left: [],
      cursor: `${hub.hub.cursor.epoch}:3`,
    });
  });

  it("names a reset, and only where a cursor was given that is not of this history", async () => {
    await using hub = await openTestHub();
    expect((await stateOf(hub, "?since=0123456789ab:1")).reset).toBe(true);
    expect((await stateOf(hub, `?since=${hub.hub.cursor.epoch}:0`)).reset).toBeUndefined();
    expect((await stateOf(hub)).reset).toBeUndefined();
  });

  it("has every user of a large state once", async () => {
    await using hub = await openTestHub();
    for (let start = 0; start < 1_200; start += 400)
      await hub.post(
        "/api/metrics/bulk",
        Array.from({ length: 400 }, (_, n) => metricOf(`user-${start + n}`)),
      );

    const { metrics, metas } = await stateOf(hub);
    expect(metrics.map(({ userId }) => userId)).toEqual(Array.from({ length: 1_200 }, (_, n) => `user-${n}`));
    expect(metas).toHaveLength(1_200);
  });

  it("has who changes while a large state is read, the newer last, and loses nothing after it", async () => {
    await using hub = await openTestHub();
    const text = "x".repeat(1_500);
    for (let start = 0; start < 5_000; start += 500)
      await hub.post(
        "/api/metrics/bulk",
        Array.from({ length: 500 }, (_, n) => metricOf(`user-${start + n}`, { lastAction: text })),
      );

    const response = await fetch(`${hub.url}/api/metrics`);
    await hub.post("/api/metrics/bulk", [nthMetricOf("user-0", 1), nthMetricOf("user-4999", 1)]);
    await hub.post("/api/events", eventOf("e1"));
    const { metrics, metas, events, cursor } = (await response.json()) as StateAnswer;
    const next = await stateOf(hub, `?since=${cursor}`);

    const users = new Map([...metrics, ...next.metrics].map((metric) => [metric.userId, metric]));
    expect(users.size).toBe(5_000);
    expect([users.get("user-0")!.pageViews, users.get("user-4999")!.pageViews]).toEqual([1, 1]);
    expect(metas).toHaveLength(metrics.length);
    expect([...events, ...next.events]).toEqual([eventOf("e1")]);
  });

  it("says 304 to who has it already", async () => {
    await using hub = await openTestHub();
    const etag = (await fetch(`${hub.url}/api/metrics`)).headers.get("etag")!;
    expect((await fetch(`${hub.url}/api/metrics`, { headers: { "if-none-match": etag } })).status).toBe(304);

    await hub.post("/api/metrics", metricOf("ada"));
    expect((await fetch(`${hub.url}/api/metrics`, { headers: { "if-none-match": etag } })).status).toBe(200);
  });
});

describe("GET /api/metrics, as a question of HTTP", () => {
  it("is answered per address: what one has is not what the other would get", async () => {
    await using hub = await openTestHub();
    const { cursor } = (await hub.post("/api/metrics", metricOf("ada"))).body;
    const whole = await fetch(`${hub.url}/api/metrics`);
    expect(whole.headers.get("cache-control")).toBe("private, no-cache");
    const ask = async (query: string, etag: string): Promise<number> =>
      (await fetch(`${hub.url}/api/metrics${query}`, { headers: { "if-none-match": etag } })).status;
    const etag = whole.headers.get("etag")!;
    expect([await ask("", `"other", ${etag}`), await ask("", '"other"'), await ask(`?since=${cursor}`, etag)]).toEqual([
      304, 200, 304,
    ]);
    await hub.post("/api/events", eventOf("e1"));
    expect([await ask("", etag), await ask(`?since=${cursor}`, etag)]).toEqual([200, 200]);
  });

  it("has an answer without a body to HEAD", async () => {
    await using hub = await openTestHub();
    const response = await fetch(`${hub.url}/api/metrics`, { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(response.headers.get("etag")).toBe(`W/"${hub.hub.cursor.epoch}:0"`);
    expect(response.headers.get("content-length")).toBeNull();
  });

  it("knows who asks for JSON at an address that others share", () => {
    const asks = (accept?: string) => asksForJson({ headers: { accept } } as FastifyRequest);
    expect(["application/json, text/plain, */*", "text/html, application/vnd.example+json"].map(asks)).toEqual([
      true,
      true,
    ]);
    expect(
      [undefined, "*/*", "text/plain;version=0.0.4", "application/openmetrics-text", "application/jsonp"].map(asks),
    ).toEqual([false, false, false, false, false]);
  });

  it.runIf(process.platform === "linux")("holds a file while a large state is sent, and nothing after", async () => {
    await using hub = await openBareHub();
    const folder = hub.spillFolder;
    // The system's may be read-only.
    vi.stubEnv("TMPDIR", "/nowhere");
    const text = "x".repeat(20_000);
    for (let n = 0; n < 5; n++)
      await hub.hub.accept(
        Array.from({ length: 100 }, (_, index) => ({
          metric: metricOf(`user-${n}-${index}`, { lastAction: text }),
          meta: metaOf(`${n}-${index}`, { missing: { company: text } }),
        })),
      );
    const leaving = new AbortController();
    const response = await fetch(`${hub.url}/api/metrics`, { signal: leaving.signal });
    const reader = response.body!.getReader();
    while ((await openFilesIn(folder)) === 0) await reader.read();
    expect(await eventually(async () => (await readdir(folder)).length === 0)).toBe(true);
    leaving.abort();
    await eventually(async () => (await openFilesIn(folder)) === 0);

    const whole = (await (await fetch(`${hub.url}/api/metrics`)).json()) as StateAnswer;
    expect(whole.metas.map(({ id }) => id)).toEqual(
      Array.from({ length: 500 }, (_, n) => `${Math.floor(n / 100)}-${n % 100}`),
    );
    expect(hub.told.sent).toEqual([["polling", 1, expect.any(Number)]]);
    expect(await openFilesIn(folder)).toBe(0);
  });
});

afterEach(() => vi.unstubAllEnvs());

describe("POST /api/metrics", () => {
  it("takes the record of the guide's cURL test", async () => {
    await using hub = await openTestHub();
    const { status, body } = await hub.post("/api/metrics", {
      user_id: "test123",
      name: "Test User",
      email: "test@example.com",
      company: "Test Co",
      session_time_minutes: 15,
      pages_viewed: 10,
      current_feature: "Dashboard",
      is_currently_active: true,
    });
    expect([status, body]).toEqual([200, { accepted: 1, duplicates: 0, cursor: `${hub.hub.cursor.epoch}:1` }]);

    const { metrics, metas } = await stateOf(hub);
    expect(metrics[0]).toMatchObject({ userId: "test123", userName: "Test User", sessionDuration: 15, clickCount: 0 });
    expect(metas[0]).toMatchObject({ source: "rest", missing: { clickCount: "clicks was not sent" } });
  });

  it("counts what is not new as a duplicate", async () => {
    await using hub = await openTestHub();
    await hub.post("/api/metrics", nthMetricOf("ada", 2));
    expect((await hub.post("/api/metrics", nthMetricOf("ada", 2))).body).toMatchObject({ accepted: 0, duplicates: 1 });
    expect((await hub.post("/api/metrics", nthMetricOf("ada", 1))).body).toMatchObject({ accepted: 0, duplicates: 1 });
    expect((await stateOf(hub)).metrics[0]!.pageViews).toBe(2);
  });

  it("says where many go", async () => {
    await using hub = await openTestHub();
    const { status, body } = await hub.post("/api/metrics", [metricOf("ada")]);
    expect([status, body.errors]).toEqual([
      400,
      [{ path: "", msg: "must be one record; many go to /api/metrics/bulk", location: "body" }],
    ]);
  });

  it("says what is wrong, in the sender's spelling", async () => {
    await using hub = await openTestHub();
    const { status, body } = await hub.post("/api/metrics", { user_id: "ada", session_time_minutes: "a while" });
    expect([status, body]).toEqual([
      400,
      { errors: [{ path: "session_time_minutes", msg: "must be a number or a numeric string", location: "body" }] },
    ]);
  });
});

describe("POST /api/metrics/bulk", () => {
  it("takes a list as it takes an object, and the good ones though others are bad", async () => {
    await using hub = await openTestHub();
    const { status, body } = await hub.post("/api/metrics/bulk", [
      metricOf("ada"),
      { userId: "" },
      "bob",
      metricOf("ada"),
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 1, duplicates: 1, cursor: `${hub.hub.cursor.epoch}:1` });
    expect(body.rejected.map(({ index }) => index)).toEqual([1, 2]);
    expect(body.rejected[1]!.errors).toEqual([{ path: "", msg: "must be an object", location: "body" }]);
  });

  it("rejects a record whose meta is malformed rather than guess what was missing", async () => {
    await using hub = await openTestHub();
    const { body } = await hub.post("/api/metrics/bulk", {
      metrics: [metricOf("ada")],
      metas: [{ id: "m1", missing: "all" }],
    });
    expect(body).toMatchObject({ accepted: 0, rejected: [{ index: 0 }] });
    expect(body.rejected[0]!.errors.map(({ path }) => path)).toContain("meta.missing");
  });

  it("rejects a record of more than 64 KB among others", async () => {
    await using hub = await openTestHub();
    const { body } = await hub.post("/api/metrics/bulk", [
      metricOf("ada", { lastAction: "x".repeat(70_000) }),
      metricOf("bob"),
    ]);
    expect(body).toMatchObject({ accepted: 1, rejected: [{ index: 0, errors: [{ msg: "must be at most 64 KB" }] }] });
  });
});

describe.each(["/api/metrics/bulk", "/api/events", "/api/runs"])("many at once at %s", (path) => {
  it("are 5,000 at most, and none of more is taken", async () => {
    await using hub = await openTestHub();
    const most = await hub.post(path, `[${"0,".repeat(4_999)}0]`);
    expect([most.status, most.body.rejected.length]).toEqual([200, 5_000]);
    expect(await hub.post(path, `[${"0,".repeat(5_000)}0]`)).toEqual({
      status: 413,
      body: {
        errors: [
          { path: "", msg: "must be at most 5,000 at once, and are 5,001: send them in parts", location: "body" },
        ],
      },
    });
  });
});

describe("POST /api/events", () => {
  it("takes one or several, and each id once", async () => {
    await using hub = await openTestHub();
    expect((await hub.post("/api/events", eventOf("e1"))).body).toMatchObject({ accepted: 1, duplicates: 0 });
    const { body } = await hub.post("/api/events", { events: [eventOf("e1"), eventOf("e2"), { type: 5 }] });
    expect(body).toMatchObject({ accepted: 1, duplicates: 1, rejected: [{ index: 2 }] });
    expect((await stateOf(hub)).events.map(({ id }) => id)).toEqual(["e1", "e2"]);
  });

  it("refuses details that are nested without end", async () => {
    await using hub = await openTestHub();
    const event = JSON.stringify({ ...eventOf("e1"), data: { deep: 0 } }).replace(
      "0}",
      `${"[".repeat(9_000)}${"]".repeat(9_000)}}`,
    );
    const { status, body } = await hub.post("/api/events", event);
    expect([status, body.errors]).toEqual([
      400,
      [{ path: "data", msg: "must not be nested deeper than 16", location: "body" }],
    ]);
  });

  it("makes the id of the guide's own event", async () => {
    await using hub = await openTestHub();
    const { id: _, ...guideEvent } = eventOf("none");
    await hub.post("/api/events", guideEvent);
    expect((await stateOf(hub)).events).toEqual([{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), ...guideEvent }]);
  });
});

describe("a body that cannot be taken", () => {
  const paths = ["/api/metrics", "/api/metrics/bulk", "/api/events"];
  const bodies = [
    "",
    "{",
    "null",
    "[1",
    '"text"',
    "7",
    "{}",
    '{"metrics":{}}',
    '{"events":7}',
    '{"metrics":[],"metas":{}}',
    '{"__proto__":{"user_id":"x"}}',
    '{"metrics":[{"userId":"a","__proto__":{}}]}',
    '{"constructor":{"prototype":{}}}',
    `${"[".repeat(20_000)}${"]".repeat(20_000)}`,
  ];
  it.each(paths)("is never our failure at %s", async (path) => {
    await using hub = await openTestHub();
    for (const body of bodies) {
      const { status } = await hub.post(path, body);
      expect([200, 400], `${path} ${body.slice(0, 40)}`).toContain(status);
    }
    expect((await stateOf(hub)).metrics).toEqual([]);
  });

  it.each([
    ["/api/metrics", 64 * 1024],
    ["/api/metrics/bulk", 1024 * 1024],
    ["/api/events", 1024 * 1024],
  ])("is refused with 413 at %s when it is larger than %d bytes", async (path, limit) => {
    await using hub = await openTestHub();
    const { status, body } = await hub.post(path, JSON.stringify("x".repeat(limit)));
    expect([status, body.errors[0]!.msg]).toEqual([413, "must be smaller: 64 KB for one metric, 1 MiB for many"]);
  });

  it("is refused when it is not sent as JSON", async () => {
    await using hub = await openTestHub();
    for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
      const response = await fetch(`${hub.url}/api/metrics`, {
        method: "POST",
        headers: { "content-type": type },
        body: "{}",
      });
      expect(response.status).toBe(415);
    }
  });

  it("is answered in sentences that show nothing of the inside", async () => {
    await using hub = await openTestHub();
    expect((await hub.post("/api/metrics", "{")).body).toEqual({
      errors: [{ path: "", msg: "could not be read as JSON", location: "body" }],
    });
  });
});
