import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { createLog } from "../../../src/log.ts";
import { subprotocol, type StateAnswer } from "../../../src/metric/wire.ts";
import { eventOf, metaOf, metricOf, nthMetricOf } from "../../support/hub/metric.ts";
import { Seen } from "../../support/hub/seen.ts";
import { openTestHub, type TestHub } from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";
import { describeTransport } from "../../support/hub/transport-suite.ts";
import { openV1Viewer, openWebSocketViewer } from "../../support/hub/websocket-viewer.ts";
import { openTcpProxy } from "../../support/tcp-proxy.ts";

describeTransport("websocket of the guide", openWebSocketViewer, { tellsAll: false });
describeTransport("websocket", openV1Viewer, { tellsAll: true });

describe("the websocket transport", () => {
  it.each(["/", "/metrics", "/ws"])("is open at %s", async (path) => {
    await using hub = await openTestHub();
    await using socket = new TestSocket(hub.url + path);
    expect(await socket.next()).toMatchObject({ type: "bulk_metrics", metrics: [] });
  });

  it("opens with the state in bulk, metas in the same order, then sends one user alone", async () => {
    await using hub = await openTestHub();
    await hub.post("/api/metrics/bulk", { metrics: [metricOf("ada")], metas: [metaOf("m1")] });
    const { epoch } = hub.hub.cursor;
    await using socket = new TestSocket(hub.url);

    expect(await socket.next()).toEqual({
      type: "bulk_metrics",
      metrics: [metricOf("ada")],
      metas: [metaOf("m1")],
      cursor: `${epoch}:1`,
    });
    await hub.post("/api/metrics/bulk", { metrics: [metricOf("bob")], metas: [metaOf("m2")] });
    expect(await socket.next()).toEqual({
      type: "user_metric",
      metric: metricOf("bob"),
      meta: metaOf("m2"),
      cursor: `${epoch}:2`,
    });
    await hub.post("/api/events", eventOf("e1"));
    expect(await socket.next()).toEqual({ type: "event", event: eventOf("e1"), cursor: `${epoch}:3` });
  });

  it("sends several users who changed at once in one frame, in the order of the sequence", async () => {
    await using hub = await openTestHub();
    await using socket = new TestSocket(hub.url);
    await socket.next();
    await hub.post("/api/metrics/bulk", [metricOf("ada"), metricOf("bob")]);
    expect(await socket.next()).toMatchObject({
      type: "bulk_metrics",
      metrics: [{ userId: "ada" }, { userId: "bob" }],
      cursor: `${hub.hub.cursor.epoch}:2`,
    });
  });

  it("keeps users and events in the order of the sequence, since each cursor promises all before it", async () => {
    await using hub = await openTestHub();
    await hub.post("/api/metrics", metricOf("ada"));
    await hub.post("/api/events", eventOf("e1"));
    await hub.post("/api/metrics", metricOf("bob"));
    await using socket = new TestSocket(hub.url);
    const { epoch } = hub.hub.cursor;

    expect(await socket.next()).toMatchObject({ metrics: [{ userId: "ada" }], cursor: `${epoch}:1` });
    expect(await socket.next()).toMatchObject({ event: { id: "e1" }, cursor: `${epoch}:2` });
    expect(await socket.next()).toMatchObject({ metrics: [{ userId: "bob" }], cursor: `${epoch}:3` });
  });

  it("opens with frames of at most 32 KB, each with its own cursor", async () => {
    await using hub = await openTestHub();
    await postWideUsers(hub, 20);
    await hub.post("/api/metrics", metricOf("wide", { lastAction: "x".repeat(40_000) }));
    await hub.post("/api/metrics", metricOf("ada"));
    await using socket = new TestSocket(hub.url);

    const frames = [await socket.next(), await socket.next(), await socket.next(), await socket.next()];
    expect(frames.map((frame) => frame.type === "bulk_metrics" && frame.metrics.length)).toEqual([12, 8, 1, 1]);
    const { epoch } = hub.hub.cursor;
    expect(frames.map((frame) => "cursor" in frame && frame.cursor)).toEqual([
      `${epoch}:12`,
      `${epoch}:20`,
      `${epoch}:21`,
      `${epoch}:22`,
    ]);
  });

  it("sends what changed at once in frames of at most 32 KB as well", async () => {
    await using hub = await openTestHub();
    await using socket = new TestSocket(hub.url);
    await socket.next();
    await postWideUsers(hub, 13);
    expect(await socket.next()).toMatchObject({ type: "bulk_metrics", cursor: `${hub.hub.cursor.epoch}:12` });
    expect(await socket.next()).toMatchObject({ type: "user_metric", metric: { userId: "user-13" } });
  });

  it.each([
    ["of the guide", openWebSocketViewer],
    ["of live-metrics.v1", openV1Viewer],
  ])("has the whole state in the end for a client %s whose line breaks after each 80 KB", async (_, openViewer) => {
    await using hub = await openTestHub();
    await postWideUsers(hub, 200);
    await using proxy = await openTcpProxy(hub.port);
    const seen = new Seen();
    let tries = 0;
    while (seen.users.size < 200) {
      tries += 1;
      proxy.cutAfter(80_000);
      const viewer = await openViewer(`http://127.0.0.1:${proxy.port}`, seen.cursor, seen);
      await Promise.race([viewer.ended, seen.until(({ users }) => users.size === 200)]);
      await viewer.close();
      // 500 KB, of which each line brings two or three frames of 32 KB.
      expect(tries).toBeLessThanOrEqual(10);
    }
    expect(seen.updates.map(({ userId }) => userId)).toEqual(Array.from({ length: 200 }, (__, n) => `user-${n + 1}`));
  });

  it("gives a fresh reader the last 100 events and no older ones", async () => {
    await using hub = await openTestHub();
    await hub.post("/api/events", { events: Array.from({ length: 130 }, (_, n) => eventOf(`e${n + 1}`)) });
    await using viewer = await openWebSocketViewer(hub.url);
    await viewer.seen.until(({ cursor }) => cursor?.endsWith(":130") ?? false);
    expect(viewer.seen.events.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, n) => `e${n + 31}`));
  });

  it("takes from a sender the frames that it sends to readers", async () => {
    await using hub = await openTestHub();
    await using viewer = await openWebSocketViewer(hub.url);
    await using sender = new TestSocket(hub.url);
    await sender.next();

    sender.send({ type: "user_metric", metric: metricOf("ada"), meta: metaOf("m1", { source: "probe" }) });
    sender.send({ type: "bulk_metrics", metrics: [{ user_id: 7, name: "Bob" }, metricOf("eve")] });
    sender.send({ type: "event", event: eventOf("e1") });
    await viewer.seen.until(({ events }) => events.length === 1);

    expect([...viewer.seen.users.keys()]).toEqual(["ada", "7", "eve"]);
    const { metas } = (await (await fetch(`${hub.url}/api/metrics`)).json()) as StateAnswer;
    expect(metas.map(({ source }) => source)).toEqual(["probe", "websocket", "websocket"]);
  });

  it.each([
    ["text that is no JSON", "hello"],
    ["a frame of no known type", '{"type":"hello"}'],
    ["a frame without its metric", '{"type":"user_metric"}'],
    [
      "a metric with a wrong type",
      JSON.stringify({ type: "user_metric", metric: { user_id: "ada", pages_viewed: "many" } }),
    ],
    ["a key that reaches for a prototype", '{"type":"event","event":{"__proto__":{"type":"x"}}}'],
    [
      "a metric of more than 64 KB",
      JSON.stringify({ type: "user_metric", metric: metricOf("ada", { lastAction: "x".repeat(70_000) }) }),
    ],
  ])("refuses %s without an answer, says so in the log, and reads on", async (_, text) => {
    const lines: string[] = [];
    const log = createLog({ level: "warn", format: "json", write: (line) => lines.push(line) });
    await using hub = await openTestHub({ log });
    await using sender = new TestSocket(hub.url);
    await sender.next();

    sender.sendText(text);
    sender.send({ type: "user_metric", metric: metricOf("good") });
    expect(await sender.next()).toMatchObject({ type: "user_metric", metric: { userId: "good" } });
    expect(lines).toEqual([expect.stringContaining("A WebSocket sender's frame was refused")]);
  });

  it.each([
    [
      "a name inside a field",
      { metric: { user_id: "ada", feature_time: { "Salary of Bob Example (bob@example.com)": "x" } } },
      "1 refused, the first: feature_time must be a number or a numeric string",
    ],
    [
      "a name inside a meta",
      { metric: metricOf("ada"), meta: { ...metaOf("m1"), missing: { "bob@example.com": 7 } } },
      "1 refused, the first: meta.missing must be a string",
    ],
    [
      "more than the first of many faults",
      { metric: { user_id: "ada", feature_time: Object.fromEntries(Array.from({ length: 900 }, (_, n) => [n, "x"])) } },
      "1 refused, the first: feature_time must be a number or a numeric string",
    ],
  ])("says of a refused frame in the log what was wrong, and not %s", async (_, frame, problem) => {
    const lines: string[] = [];
    const log = createLog({ level: "warn", format: "json", write: (line) => lines.push(line) });
    await using hub = await openTestHub({ log });
    await using sender = new TestSocket(hub.url, [subprotocol]);
    sender.send({ type: "user_metric", ...frame });
    await sender.nextOf("ack");
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      { level: "warn", at: expect.any(String), msg: "A WebSocket sender's frame was refused", problem },
    ]);
  });

  it("closes on a frame of more than 1 MiB", async () => {
    await using hub = await openTestHub();
    await using sender = new TestSocket(hub.url);
    sender.sendText("x".repeat(1024 * 1024 + 1));
    expect(await sender.closed).toBe(1009);
  });

  it("tells its readers with 1001 that the hub goes", async () => {
    await using hub = await openTestHub();
    await using socket = new TestSocket(hub.url);
    await socket.next();
    await hub.close();
    expect(await socket.closed).toBe(1001);
  });

  it("drops a reader that answers no ping, and keeps one that does", async () => {
    await using hub = await openTestHub({ heartbeatMs: 750 });
    await using living = new TestSocket(hub.url);
    const dead = connect(Number(new URL(hub.url).port), "127.0.0.1");
    const ended = once(dead, "close");
    dead
      .resume()
      .write(
        "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
      );

    await ended;
    await living.next();
    await hub.post("/api/metrics", nthMetricOf("ada", 1));
    expect(await living.next()).toMatchObject({ metric: { userId: "ada" } });
  });
});

/** Users of 2.5 KB each, `user-1` the first in the sequence. */
async function postWideUsers(hub: TestHub, count: number): Promise<void> {
  const metrics = Array.from({ length: count }, (_, n) => metricOf(`user-${n + 1}`, { lastAction: "x".repeat(2_000) }));
  await hub.post("/api/metrics/bulk", { metrics });
}
