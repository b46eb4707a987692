import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { MetricsService } from "../../src/client/metrics-service.ts";
import type { StateAnswer } from "../../src/metric/wire.ts";
import { watchService } from "../support/client/watched-service.ts";
import { eventOf, goneOf, nthMetricOf, runOf } from "../support/hub/metric.ts";
import { openKeyedHub } from "../support/hub/keyed-hub.ts";
import { openTestHub, type TestHub } from "../support/hub/test-hub.ts";
import { openTcpProxy } from "../support/tcp-proxy.ts";

type Connect = (service: MetricsService, url: string) => void;

const transports: [string, Connect][] = [
  ["WebSocket", (service, url) => service.connectWebSocket(`${url}/ws`)],
  ["SSE", (service, url) => service.connectSSE(`${url}/api/stream`)],
  ["polling", (service, url) => service.startPolling(`${url}/api/metrics`, 20)],
  ["whatever leads there", (service, url) => service.connect(url)],
];

async function stateOf(hub: TestHub): Promise<StateAnswer> {
  return (await (await fetch(`${hub.localUrl}/api/metrics`)).json()) as StateAnswer;
}

async function untilEqual(hub: TestHub, users: ReadonlyMap<string, unknown>): Promise<void> {
  const { metrics } = await stateOf(hub);
  const expected = Object.fromEntries(metrics.map((metric) => [metric.userId, metric]));
  await vi.waitFor(() => expect(Object.fromEntries(users)).toEqual(expected), { timeout: 10_000 });
}

describe.each(transports)("a service that follows a hub by %s", (name, connect) => {
  test("has who is there, hears of events once, and lets go who leaves", async () => {
    await using hub = await openTestHub();
    await hub.post("/api/metrics/bulk", [nthMetricOf("ada", 1), nthMetricOf("bob", 1)]);
    await hub.post("/api/events", eventOf("e1"));
    await hub.hub.acceptRuns([runOf("crm", 1)]);
    using watched = watchService({ pollMs: 20 });
    const runs = vi.fn();
    watched.service.onRunsUpdate(runs);

    connect(watched.service, hub.url);
    await untilEqual(hub, watched.users);
    await hub.post("/api/metrics", nthMetricOf("ada", 2));
    await hub.post("/api/events", goneOf("e2", "bob", 3));
    await untilEqual(hub, watched.users);

    await vi.waitFor(() => expect(watched.events.map(({ id }) => id)).toEqual(["e1", "e2"]));
    expect([...watched.users.keys()]).toEqual(["ada"]);
    expect(runs).toHaveBeenLastCalledWith([runOf("crm", 1)]);
    await vi.waitFor(() => expect(watched.state()).toBe("live"));
    if (name !== "whatever leads there")
      expect(watched.connections.at(-1)).toMatchObject({ state: "live", transport: name });
    expect(watched.problems).toEqual([]);
  });

  test("ends as the hub is, with each event once, whatever is cut whenever", async () => {
    const step = fc.constantFrom("metric", "event", "gone", "cut", "both");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        await using hub = await openTestHub();
        await using proxy = await openTcpProxy(hub.port);
        using watched = watchService({ pollMs: 20 });
        connect(watched.service, `http://127.0.0.1:${proxy.port}`);

        const ids: string[] = [];
        for (const [index, action] of steps.entries()) {
          const userId = `user-${index % 4}`;
          if (action === "cut" || action === "both") proxy.cut();
          if (action === "metric" || action === "both") await hub.post("/api/metrics", nthMetricOf(userId, index));
          if (action === "event") await hub.post("/api/events", eventOf(`e${index}`));
          if (action === "gone") await hub.post("/api/events", goneOf(`e${index}`, userId, index));
          if (action === "event" || action === "gone") ids.push(`e${index}`);
        }
        await hub.post("/api/metrics", nthMetricOf("last", 1));
        await untilEqual(hub, watched.users);
        await vi.waitFor(() => expect(watched.events.map(({ id }) => id)).toEqual(ids), { timeout: 10_000 });
      }),
      { numRuns: 5 },
    );
  });

  test("keeps its users in view until another history is complete, and then has nobody else", async () => {
    await using old = await openTestHub();
    await using hub = await openTestHub();
    await old.post("/api/metrics/bulk", [nthMetricOf("eve", 1), nthMetricOf("ada", 5)]);
    const ids = Array.from({ length: 1_200 }, (_, index) => `user-${index}`);
    for (const start of [0, 400, 800])
      await hub.post(
        "/api/metrics/bulk",
        ids.slice(start, start + 400).map((id) => nthMetricOf(id, 1)),
      );
    const before = await openTcpProxy(old.port);
    const { port } = before;
    using watched = watchService({ pollMs: 20 });
    connect(watched.service, `http://127.0.0.1:${port}`);
    await untilEqual(old, watched.users);

    await before[Symbol.asyncDispose]();
    before.cut();
    await using _after = await openTcpProxy(hub.port, port);
    await untilEqual(hub, watched.users);

    expect(watched.sizes.filter((size) => size > 2)).toEqual([1_200]);
    expect(watched.users.has("eve")).toBe(false);
  });

  test("has told of everybody when it says that it is live", async () => {
    await using hub = await openTestHub();
    const all = Array.from({ length: 1_200 }, (_, index) => nthMetricOf(`user-${index}`, 1));
    for (const start of [0, 400, 800]) await hub.post("/api/metrics/bulk", all.slice(start, start + 400));
    using watched = watchService({ pollMs: 20 });
    const toldWhenLive: number[] = [];
    watched.service.onConnectionChange(({ state }) => {
      if (state === "live") toldWhenLive.push(watched.users.size);
    });

    connect(watched.service, hub.url);
    await vi.waitFor(() => expect(toldWhenLive).not.toEqual([]));

    expect(toldWhenLive).toEqual([1_200]);
  });

  test("says how many events were lost while it was away, until that was seen", async () => {
    await using hub = await openTestHub({ options: { eventsKept: 100 } });
    await hub.post("/api/events", eventOf("e0"));
    await using proxy = await openTcpProxy(hub.port);
    using watched = watchService({ pollMs: 20 });
    connect(watched.service, `http://127.0.0.1:${proxy.port}`);
    await vi.waitFor(() => expect(watched.events).toHaveLength(1));
    watched.service.disconnect();

    await hub.post("/api/events", { events: Array.from({ length: 250 }, (_, n) => eventOf(`late-${n}`)) });
    connect(watched.service, `http://127.0.0.1:${proxy.port}`);
    await vi.waitFor(() => expect(watched.connections.at(-1)).toMatchObject({ state: "gap", events: 150 }));
    watched.service.dismissGap();

    expect(watched.state()).toBe("live");
  });

  test("is let in by a key, and told when it is not", async () => {
    await using hub = await openKeyedHub({ publicUrl: "http://127.0.0.1:1" });
    using holder = watchService({ pollMs: 20, key: hub.keys.read });
    connect(holder.service, hub.localUrl);
    await vi.waitFor(() => expect(holder.state()).toBe("live"), { timeout: 5_000 });

    using stranger = watchService({ pollMs: 20, reconnectMs: 3_600_000 });
    connect(stranger.service, hub.localUrl);
    await vi.waitFor(() => expect(stranger.connections.at(-1)).toMatchObject({ state: "offline" }));
    expect(stranger.connections.map(({ state }) => state)).not.toContain("live");
  });
});

test("a connection that is half-open is noticed and replaced, and nothing is missed", async () => {
  await using hub = await openTestHub({ heartbeatMs: 200 });
  await using proxy = await openTcpProxy(hub.port);
  using watched = watchService();
  watched.service.connectWebSocket(`http://127.0.0.1:${proxy.port}/ws`);
  await vi.waitFor(() => expect(watched.state()).toBe("live"));

  expect(proxy.freeze("live-metrics.v1")).toBe(1);
  await hub.post("/api/metrics", nthMetricOf("ada", 1));

  await untilEqual(hub, watched.users);
  await vi.waitFor(() => expect(watched.state()).toBe("live"));
});
