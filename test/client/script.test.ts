import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runInThisContext } from "node:vm";
import { beforeAll, expect, test, vi } from "vitest";
import type { createMetricsService, MetricsService, PushError } from "../../src/client/index.ts";
import type { Frame, StateAnswer } from "../../src/metric/wire.ts";
import { buildClient } from "../support/client/built-client.ts";
import { FakeHost } from "../support/client/fake-host.ts";
import { watchService, type WatchedService } from "../support/client/watched-service.ts";
import { FrameServer } from "../support/frame-server.ts";
import { openKeyedHub } from "../support/hub/keyed-hub.ts";
import { eventOf, goneOf, metaOf, nthMetricOf, runOf } from "../support/hub/metric.ts";
import { openTestHub } from "../support/hub/test-hub.ts";
import { makeMetric } from "../support/user-metrics.ts";

// What is built has other names than the source: whatever others have a name for must still have it.
let built: { createMetricsService: typeof createMetricsService; PushError: typeof PushError };

beforeAll(async () => {
  await using folder = await buildClient();
  runInThisContext(await readFile(join(folder.path, "client.js"), "utf8"));
  built = (globalThis as unknown as { liveMetrics: typeof built }).liveMetrics;
});

/** All that a service tells, as it stands. */
function toTold({ service, users, events, connections }: WatchedService): object {
  const told: Record<string, unknown> = { users: Object.fromEntries(users), events, connection: connections.at(-1) };
  service.onMetricsUpdate((metrics) => (told["metrics"] = metrics))();
  service.onRunsUpdate((runs) => (told["runs"] = runs))();
  service.onUserMetricsUpdate((...lists) => (told["lists"] = lists))();
  return { ...told, ada: service.getUser("ada") };
}

const ways: [string, (service: MetricsService, url: string) => void][] = [
  ["WebSocket", (service, url) => service.connectWebSocket(`${url}/ws`)],
  ["SSE", (service, url) => service.connectSSE(`${url}/api/stream`)],
  ["polling", (service, url) => service.startPolling(`${url}/api/metrics`, 20)],
  ["whatever leads there", (service, url) => service.connect(url)],
];

test.each(ways)("what is built tells of a hub by %s what the source tells", async (_, connect) => {
  await using hub = await openTestHub();
  const metrics = [nthMetricOf("ada", 1), nthMetricOf("bob", 1)];
  await hub.post("/api/metrics/bulk", { metrics, metas: [metaOf("m-1", { missing: { email: "masked" } })] });
  await hub.hub.acceptRuns([runOf("crm", 1)]);
  using source = watchService();
  using watched = watchService({}, built.createMetricsService);
  for (const { service } of [source, watched]) connect(service, hub.localUrl);
  await vi.waitFor(() => expect([source.state(), watched.state()]).toEqual(["live", "live"]));

  await hub.post("/api/events", { events: [eventOf("e-1"), goneOf("e-2", "bob", 3)] });
  await vi.waitFor(() => expect(source.users.size).toBe(1));

  await vi.waitFor(() => expect(toTold(watched)).toEqual(toTold(source)));
  expect(watched.events.map(({ id }) => id)).toEqual(["e-1", "e-2"]);
  expect(watched.service.getUser("ada")?.meta.missing).toEqual({ email: "masked" });
});

test("what is built takes every option, and pushes", async () => {
  await using hub = await openKeyedHub();
  const { ingest } = hub.keys;
  using watched = watchService({ pushTo: hub.localUrl, key: ingest, maxQueued: 9 }, built.createMetricsService);

  await watched.service.pushUserMetric(makeMetric(), metaOf("m-1"));
  const refusal = watched.service.pushBulkMetrics([makeMetric({ userId: "u2", email: "nonsense" })]);
  await expect(refusal).rejects.toBeInstanceOf(built.PushError);
  await expect(refusal).rejects.toMatchObject({ name: "PushError", refused: [{ userId: "u2" }] });

  const headers = { authorization: `Bearer ${hub.keys.read}` };
  const state = (await (await fetch(`${hub.localUrl}/api/metrics`, { headers })).json()) as StateAnswer;
  expect(state).toMatchObject({ metrics: [makeMetric()], metas: [{ id: "m-1" }] });
});

test("what is built lives by the clocks that it is given", async () => {
  const host = new FakeHost();
  const options = { host, userTtlMs: 60_000, reconnectMs: 7_000, ticket: () => Promise.reject(new Error("no ticket")) };
  using watched = watchService(options, built.createMetricsService);
  void watched.service.pushUserMetric(makeMetric());
  host.pass(61_000);
  expect(watched.users.size).toBe(0);

  watched.service.connectSSE("http://127.0.0.1:1/stream");
  await vi.waitFor(() => expect(watched.state()).toBe("offline"));
  expect(watched.connections.at(-1)).toEqual({ state: "offline", retryAt: host.now() + 7_000, reason: "no ticket" });
});

test("what is built knows what is still to come, what is lost, and when it should have heard of a hub", async () => {
  await using server = await FrameServer.open();
  const host = new FakeHost();
  using watched = watchService({ host }, built.createMetricsService);
  const reader = server.nextReader();
  watched.service.connectWebSocket(server.socketUrl);
  await reader;
  const frames = [
    { type: "hello", heartbeatSeconds: 20 },
    { type: "gap", events: 5, cursor: "e1:1" },
    { type: "heartbeat", behind: 3 },
    { type: "heartbeat", behind: 0 },
  ];
  server.send(...(frames as unknown as Frame[]));
  await vi.waitFor(() => expect(watched.state()).toBe("gap"));
  host.pass(26_000);

  expect(watched.connections.slice(-3)).toMatchObject([
    { state: "catching-up", toGo: 3 },
    { state: "gap", events: 5 },
    { state: "stale", since: host.now() - 26_000 },
  ]);
});
