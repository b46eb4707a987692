import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLog } from "../../../src/log.ts";
import { subprotocol } from "../../../src/metric/wire.ts";
import { eventually } from "../../support/eventually.ts";
import { openBareHub, type BareHub } from "../../support/hub/bare-hub.ts";
import { eventOf, goneOf, metaOf, metricOf, nthMetricOf, runOf } from "../../support/hub/metric.ts";
import { openTestHub } from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

const v1 = [subprotocol];
const recordOf = (userId: string, n: number, lastAction = "") => ({
  metric: nthMetricOf(userId, n, { lastAction }),
  meta: metaOf(`${userId}-${n}`),
});

describe("a WebSocket client that offers live-metrics.v1", () => {
  it("is given the subprotocol, among others that it offers", async () => {
    await using hub = await openTestHub();
    await using socket = new TestSocket(hub.url, ["chat", subprotocol, "live-metrics.v9"]);
    await socket.opened;
    expect(socket.protocol).toBe(subprotocol);
  });

  it("is greeted first, with where it stands and how often it will hear", async () => {
    await using hub = await openTestHub({ heartbeatMs: 1_500 });
    const { cursor } = (await hub.post("/api/metrics", metricOf("ada"))).body;
    const { epoch } = hub.hub.cursor;
    await using fresh = new TestSocket(hub.url, v1);
    expect(await fresh.next()).toEqual({ type: "hello", cursor: `${epoch}:0`, heartbeatSeconds: 1.5, epoch });
    expect(await fresh.next()).toMatchObject({ type: "bulk_metrics", cursor });

    await using back = new TestSocket(`${hub.url}?since=${cursor}`, v1);
    expect(await back.next()).toMatchObject({ type: "hello", cursor });
    expect(await back.next()).toEqual({ type: "heartbeat", cursor, at: expect.stringMatching(/^20.*Z$/), behind: 0 });
  });

  it("is told that it is level when it has the whole state, and again after a reset", async () => {
    await using hub = await openTestHub();
    const { cursor } = (await hub.post("/api/metrics", metricOf("ada"))).body;
    for (const since of ["", "?since=0123456789ab:7"]) {
      await using socket = new TestSocket(hub.url + since, v1);
      const state = await socket.nextOf("bulk_metrics");
      expect(state).toMatchObject({ cursor });
      expect(await socket.next()).toMatchObject({ type: "heartbeat", cursor, behind: 0 });
    }
  });

  it("stands where it stood until a reset has told it better", async () => {
    await using hub = await openTestHub();
    await hub.post("/api/metrics", metricOf("ada"));
    const { epoch } = hub.hub.cursor;
    await using socket = new TestSocket(`${hub.url}?since=0123456789ab:7`, v1);
    expect(await socket.next()).toMatchObject({ type: "hello", cursor: "0123456789ab:7", epoch });
    expect(await socket.next()).toEqual({ type: "reset" });
    expect(await socket.next()).toMatchObject({ type: "bulk_metrics", cursor: `${epoch}:1` });
  });

  it("hears at each beat where it stands, however much there is to send", async () => {
    await using hub = await openTestHub({ heartbeatMs: 250 });
    await using socket = new TestSocket(hub.url, v1);
    const ending = new AbortController();
    const sending = (async () => {
      for (let n = 1; !ending.signal.aborted; n++) await hub.post("/api/metrics", nthMetricOf("ada", n));
    })();
    let cursor = "";
    for (let beats = 0; beats < 4;) {
      const frame = await socket.next();
      if (frame.type === "user_metric") cursor = frame.cursor!;
      if (frame.type !== "heartbeat") continue;
      if (cursor !== "") expect(frame.cursor).toBe(cursor);
      beats += 1;
    }
    ending.abort();
    await sending;
  });

  it("is told of each frame that it sent, in order, when it is on disk", async () => {
    await using hub = await openTestHub();
    await using sender = new TestSocket(`${hub.url}?only=send`, v1);
    sender.send({ type: "user_metric", metric: metricOf("ada"), meta: metaOf("m1") });
    sender.send({
      type: "bulk_metrics",
      metrics: [metricOf("ada"), { userId: "" }, metricOf("bob")],
      metas: [metaOf("m1"), metaOf("m2"), metaOf("m3")],
    });
    sender.sendText("hello");
    sender.send({ type: "event", event: eventOf("e1") });
    sender.send({ type: "run", run: runOf("crm", 1) });

    expect(await sender.next()).toMatchObject({ type: "hello" });
    expect(await sender.next()).toEqual({ type: "ack", ids: ["m1"], duplicates: 0, rejected: [] });
    expect(await sender.next()).toEqual({
      type: "ack",
      ids: ["m1", "m3"],
      duplicates: 1,
      rejected: [{ index: 1, errors: expect.arrayContaining([expect.objectContaining({ path: "userId" })]) }],
    });
    expect(await sender.next()).toEqual({
      type: "ack",
      ids: [],
      duplicates: 0,
      rejected: [
        {
          errors: [
            { path: "", msg: "must be a user_metric, bulk_metrics, event or run frame in JSON", location: "body" },
          ],
        },
      ],
    });
    expect(await sender.next()).toEqual({ type: "ack", ids: ["e1"], duplicates: 0, rejected: [] });
    expect(await sender.next()).toEqual({ type: "ack", ids: ["crm"], duplicates: 0, rejected: [] });
    expect(hub.hub.targets().map(({ target }) => target)).toEqual(["crm"]);
  });

  it("is told the ids of one that sent none, so that nothing is unaccounted for", async () => {
    await using hub = await openTestHub();
    await using sender = new TestSocket(`${hub.url}?only=send`, v1);
    sender.send({ type: "bulk_metrics", metrics: [{ user_id: 7 }, { user_id: 8 }] });
    expect((await sender.nextOf("ack")).ids).toHaveLength(2);
  });

  it("is told that a frame of more than 5,000 metrics was not taken", async () => {
    await using hub = await openTestHub();
    await using sender = new TestSocket(`${hub.url}?only=send`, v1);
    sender.send({ type: "bulk_metrics", metrics: Array.from({ length: 5_001 }, (_, n) => ({ user_id: n })) });
    expect(await sender.nextOf("ack")).toEqual({
      type: "ack",
      ids: [],
      duplicates: 0,
      rejected: [
        {
          errors: [
            { path: "", msg: "must be at most 5,000 at once, and are 5,001: send them in parts", location: "body" },
          ],
        },
      ],
    });
    expect(await hub.hub.countUsers()).toBe(0);
  });

  it("is answered whatever it sends, one ack a frame", async () => {
    await using hub = await openTestHub();
    await using sender = new TestSocket(`${hub.url}?only=send`, v1);
    const frame = fc.record({
      type: fc.constantFrom("user_metric", "bulk_metrics", "event", "run", "hello"),
      metric: fc.jsonValue(),
      metrics: fc.array(fc.jsonValue(), { maxLength: 3 }),
      event: fc.jsonValue(),
      run: fc.jsonValue(),
    });
    const texts = fc.sample(
      fc.oneof(
        fc.string(),
        fc.json(),
        frame.map((value) => JSON.stringify(value)),
      ),
      200,
    );
    for (const text of texts) sender.sendText(text);
    sender.send({ type: "event", event: eventOf("last") });
    for (const _ of texts) expect((await sender.nextOf("ack")).ids).not.toContain("last");
    expect((await sender.nextOf("ack")).ids).toEqual(["last"]);
  });

  it("hears heartbeats and acks alone where it only sends", async () => {
    await using hub = await openTestHub({ heartbeatMs: 20 });
    await using sender = new TestSocket(`${hub.url}?only=send`, v1);
    sender.send({ type: "user_metric", metric: metricOf("ada"), meta: metaOf("m1") });
    const types = [await sender.next(), await sender.nextOf("ack"), await sender.next()].map(({ type }) => type);
    expect(types).toEqual(["hello", "ack", "heartbeat"]);
  });
});

describe("a WebSocket client of the guide", () => {
  it("is given no subprotocol, and no frame that the guide does not know", async () => {
    await using hub = await openTestHub({ heartbeatMs: 20 });
    await using socket = new TestSocket(hub.url);
    expect(await socket.next()).toMatchObject({ type: "bulk_metrics", metrics: [] });
    expect(socket.protocol).toBe("");

    await hub.hub.acceptRuns([runOf("crm", 1)]);
    await hub.post("/api/metrics", nthMetricOf("ada", 1));
    await hub.post("/api/events", goneOf("e1", "ada"));
    await hub.post("/api/metrics", nthMetricOf("bob", 1));
    const types = [await socket.next(), await socket.next(), await socket.next()].map(({ type }) => type);
    expect(types).toEqual(["user_metric", "event", "user_metric"]);
  });

  it("is sent the whole state in bulk when its cursor leads nowhere, and can tell by the new cursor", async () => {
    await using hub = await openTestHub();
    await hub.post("/api/metrics", metricOf("ada"));
    await using socket = new TestSocket(`${hub.url}?since=0123456789ab:7`);
    expect(await socket.next()).toMatchObject({
      type: "bulk_metrics",
      metrics: [{ userId: "ada" }],
      cursor: `${hub.hub.cursor.epoch}:1`,
    });
  });
});

describe("what a WebSocket client may do", () => {
  it("is not to send with a key that only reads: v1 is told so by the ack", async () => {
    await using hub = await openBareHub({ scopes: ["read"] });
    await using socket = new TestSocket(hub.url, v1);
    socket.send({ type: "user_metric", metric: metricOf("ada") });
    expect(await socket.nextOf("ack")).toEqual({
      type: "ack",
      ids: [],
      duplicates: 0,
      rejected: [{ errors: [{ path: "", msg: "is not allowed to send: it may only read", location: "body" }] }],
    });
    expect(hub.hub.cursor.seq).toBe(0);
  });

  it("is not to send with a key that only reads: a plain one is closed with 1008, and the log says why", async () => {
    const lines: string[] = [];
    const log = createLog({ level: "warn", format: "json", write: (line) => lines.push(line) });
    await using hub = await openBareHub({ scopes: ["read"], log });
    await using socket = new TestSocket(hub.url);
    socket.send({ type: "user_metric", metric: metricOf("ada") });
    socket.send({ type: "user_metric", metric: metricOf("bob") });
    expect(await socket.closed).toBe(1008);
    expect(lines).toEqual([expect.stringContaining("though it may only read")]);
  });

  it("is not to read with a key that only sends", async () => {
    await using hub = await openBareHub({ scopes: ["ingest"] });
    await hub.hub.accept([recordOf("bob", 1)]);
    await using socket = new TestSocket(hub.url, v1);
    socket.send({ type: "user_metric", metric: metricOf("ada"), meta: metaOf("m1") });
    expect([(await socket.next()).type, (await socket.next()).type]).toEqual(["hello", "ack"]);
  });

  it("ends with 4001 when what let it in counts no more", async () => {
    await using hub = await openBareHub();
    await using socket = new TestSocket(hub.url, v1);
    await socket.nextOf("heartbeat");
    hub.endAccess();
    expect(await socket.closed).toBe(4001);
  });
});

describe("a WebSocket reader that does not read", () => {
  const text = "x".repeat(40_000);
  const flood = ({ hub }: BareHub, n: number) =>
    hub.accept(Array.from({ length: 50 }, (_, index) => recordOf(`user-${index}`, n, text)));

  it("holds no more than one batch, which is dropped with it when it takes none of it", async () => {
    await using hub = await openBareHub({ heartbeatMs: 50 });
    await using socket = new TestSocket(hub.url, v1);
    await socket.nextOf("heartbeat");
    const [held] = hub.app.websocketServer.clients;
    socket.pause();
    for (let n = 1; n <= 20; n++) await flood(hub, n);
    expect(held!.bufferedAmount).toBeLessThan(1.5 * 1024 * 1024);

    await eventually(() => hub.told.reader.some(([, change]) => change === "dropped"));
    expect(hub.told.reader).toEqual([
      ["websocket", "came"],
      ["websocket", "dropped"],
    ]);
    socket.resume();
  });

  it("is alive as long as it takes some, though it answers no ping", async () => {
    await using hub = await openBareHub({ heartbeatMs: 200 });
    const slow = await openSilentReader(hub.url);
    const [held] = hub.app.websocketServer.clients;
    for (let n = 1, read = 0; read < 12 * 1024 * 1024; n++) {
      await flood(hub, n);
      await delay(20);
      read += (slow.read(256 * 1024) as Buffer | null)?.length ?? 0;
    }
    expect(held!.bufferedAmount).toBeGreaterThan(0);
    expect(hub.told.reader).toEqual([["websocket", "came"]]);
    expect(hub.told.conflated.length).toBeGreaterThan(0);
    slow.destroy();
  });
});

/** Knows how to open a WebSocket, and then does nothing but read when it is asked to. */
async function openSilentReader(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.write(
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
  );
  await once(socket, "readable");
  return socket;
}

describe("what WebSockets tell telemetry", () => {
  it("is who came and went, what was sent, how late, and what was refused", async () => {
    await using hub = await openBareHub();
    const socket = new TestSocket(hub.url, v1);
    await socket.nextOf("heartbeat");
    socket.send({ type: "user_metric", metric: metricOf("ada", { timestamp: "2999-01-01T00:00:00Z" }) });
    await socket.nextOf("ack");
    await socket.nextOf("user_metric");
    socket.send({ type: "user_metric", metric: {} });
    await socket.nextOf("ack");
    await socket[Symbol.asyncDispose]();

    await eventually(() => hub.told.reader.length === 2);
    expect(hub.told.reader).toEqual([
      ["websocket", "came"],
      ["websocket", "went"],
    ]);
    expect(hub.told.rejected).toEqual([["websocket", 1]]);
    expect(hub.told.clockAhead).toEqual([["websocket"]]);
    expect(hub.told.lagged).toEqual([[expect.any(Number)]]);
    expect(hub.told.sent.every(([name, messages, bytes]) => name === "websocket" && messages === 1 && bytes > 0)).toBe(
      true,
    );
  });
});
