import { afterEach, expect, test, vi } from "vitest";
import type { Connection } from "../../src/client/connection.ts";
import { createMetricsService, type MetricsService } from "../../src/client/metrics-service.ts";
import type { Meta } from "../../src/metric/meta.ts";
import type { UserMetric } from "../../src/metric/user-metric.ts";
import type { Frame } from "../../src/metric/wire.ts";
import { FakeHost } from "../support/client/fake-host.ts";
import { openMiniExpress } from "../support/client/mini-express.ts";
import { watchService } from "../support/client/watched-service.ts";
import { FrameServer } from "../support/frame-server.ts";
import { makeMeta, makeMetric } from "../support/user-metrics.ts";

const open: { disconnect(): void }[] = [];
afterEach(() => {
  for (const service of open.splice(0)) service.disconnect();
});

function openService() {
  const service = createMetricsService({ reconnectMs: 20 });
  open.push(service);
  const users = vi.fn<(users: UserMetric[], metas: Meta[]) => void>();
  const connections: Connection["state"][] = [];
  service.onUserMetricsUpdate(users);
  service.onConnectionChange(({ state }) => connections.push(state));
  return { service, users, connections };
}

test("tells all users with what is known about them, from the guide's frames and the hub's alike", async () => {
  const ada = makeMetric({ userId: "ada" });
  const bo = makeMetric({ userId: "bo" });
  const boMeta = makeMeta({ missing: { clickCount: ".clicks matched nothing" } });
  await using server = await FrameServer.open({ opening: [{ type: "user_metric", metric: ada }] });
  const { service, users } = openService();

  service.connectWebSocket(server.socketUrl);
  await vi.waitFor(() => expect(users).toHaveBeenCalledTimes(1));
  server.send({ type: "bulk_metrics", metrics: [bo], metas: [boMeta], cursor: "e1:2" });
  await vi.waitFor(() => expect(users).toHaveBeenCalledTimes(2));

  expect(users.mock.lastCall).toEqual([
    [ada, bo],
    [{ id: "", source: "", missing: {}, derived: [] }, boMeta],
  ]);
});

test("keeps the latest metric of each user: what is older, or the same again, is no news", async () => {
  const newest = makeMetric({ timestamp: "2026-11-23T12:00:10.000Z", pageViews: 9 });
  await using server = await FrameServer.open({ opening: [{ type: "user_metric", metric: newest }] });
  const { service, users } = openService();

  service.connectWebSocket(server.socketUrl);
  await vi.waitFor(() => expect(users).toHaveBeenCalledTimes(1));
  server.send(
    { type: "user_metric", metric: makeMetric({ timestamp: "2026-11-23T12:00:09.000Z", pageViews: 8 }) },
    { type: "user_metric", metric: newest },
    { type: "user_metric", metric: makeMetric({ userId: "last" }) },
  );
  await vi.waitFor(() => expect(users.mock.lastCall![0]).toHaveLength(2));

  expect(users).toHaveBeenCalledTimes(2);
  expect(users.mock.lastCall![0][0]).toEqual(newest);
});

test("a later metric of a user replaces the former one whole, with what was missing", async () => {
  const former = makeMetric({ timestamp: "2026-11-23T12:00:00.000Z" });
  const later = makeMetric({ timestamp: "2026-11-23T12:00:01.000Z" });
  const opening: Frame[] = [
    { type: "user_metric", metric: former, meta: makeMeta({ missing: { email: "not shown" } }) },
  ];
  await using server = await FrameServer.open({ opening });
  const { service, users } = openService();

  service.connectWebSocket(server.socketUrl);
  await vi.waitFor(() => expect(users).toHaveBeenCalledTimes(1));
  server.send({ type: "user_metric", metric: later, meta: makeMeta() });
  await vi.waitFor(() => expect(users).toHaveBeenCalledTimes(2));

  expect(users.mock.lastCall).toEqual([[later], [makeMeta()]]);
});

test("comes back by itself when it is cut off, and resumes behind what it has", async () => {
  const opening: Frame[] = [{ type: "bulk_metrics", metrics: [makeMetric()], metas: [makeMeta()], cursor: "e1:7" }];
  await using server = await FrameServer.open({ opening });
  const { service, users, connections } = openService();
  const first = server.nextReader();
  service.connectWebSocket(`${server.socketUrl}?view=all`);
  expect((await first).search).toBe("?view=all");
  await vi.waitFor(() => expect(users).toHaveBeenCalled());

  const second = server.nextReader();
  server.drop();

  expect((await second).search).toBe("?view=all&since=e1%3A7");
  await vi.waitFor(() => expect(connections.at(-1)).toBe("live"));
  expect(connections).toEqual(["idle", "connecting", "live", "offline", "offline", "live"]);
});

test("keeps trying while the server is away, and finds it when it is there again", async () => {
  const gone = await FrameServer.open();
  const { port, socketUrl } = gone;
  await gone[Symbol.asyncDispose]();
  const { service, connections } = openService();

  service.connectWebSocket(socketUrl);
  await vi.waitFor(() => expect(connections.filter((state) => state === "offline").length).toBeGreaterThan(3));
  await using back = await FrameServer.open({ port });

  await back.nextReader();
  await vi.waitFor(() => expect(connections.at(-1)).toBe("live"));
});

test("retries at once when asked to, instead of at the time it has told", async () => {
  await using server = await FrameServer.open();
  const service = createMetricsService({ reconnectMs: 3_600_000 });
  open.push(service);
  const states: Connection[] = [];
  service.onConnectionChange((connection) => states.push(connection));
  service.connectWebSocket(server.socketUrl);
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ state: "live", transport: "WebSocket" }));
  server.drop();
  await vi.waitFor(() => expect(states.at(-1)).toMatchObject({ state: "offline", retryAt: expect.any(Number) }));

  service.retryNow();

  expect(states.at(-1)).toMatchObject({ state: "offline", retryAt: undefined });
  await vi.waitFor(() => expect(states.at(-1)?.state).toBe("live"));
});

test("the state of another history replaces all users, even when it is empty", async () => {
  const opening: Frame[] = [{ type: "bulk_metrics", metrics: [makeMetric({ userId: "old" })], cursor: "e1:900" }];
  const server = await FrameServer.open({ opening });
  const { service, users } = openService();
  service.connectWebSocket(server.socketUrl);
  await vi.waitFor(() => expect(users).toHaveBeenCalledTimes(1));
  const { port } = server;
  await server[Symbol.asyncDispose]();

  await using wiped = await FrameServer.open({
    port,
    opening: [{ type: "bulk_metrics", metrics: [], cursor: "e2:0" }],
  });

  await wiped.nextReader();
  await vi.waitFor(() => expect(users).toHaveBeenCalledTimes(2));
  expect(users.mock.lastCall).toEqual([[], []]);
});

test("a frame of the same history adds to what is there", async () => {
  const opening: Frame[] = [{ type: "bulk_metrics", metrics: [makeMetric({ userId: "a" })], cursor: "e-1:900" }];
  await using server = await FrameServer.open({ opening });
  const { service, users } = openService();
  service.connectWebSocket(server.socketUrl);
  await vi.waitFor(() => expect(users).toHaveBeenCalledTimes(1));

  server.send({ type: "user_metric", metric: makeMetric({ userId: "b" }), cursor: "e-1:901" });

  await vi.waitFor(() => expect(users.mock.lastCall![0].map(({ userId }) => userId)).toEqual(["a", "b"]));
});

test("who unsubscribes hears no more, and disturbs nobody else", async () => {
  await using server = await FrameServer.open({ opening: [{ type: "user_metric", metric: makeMetric() }] });
  const { service, users } = openService();
  const leaving = vi.fn();
  const leavingConnection = vi.fn();
  const unsubscribe = service.onUserMetricsUpdate(leaving);
  const unsubscribeConnection = service.onConnectionChange(leavingConnection);
  expect(leavingConnection).toHaveBeenCalledTimes(1);

  unsubscribe();
  unsubscribeConnection();
  service.connectWebSocket(server.socketUrl);
  await vi.waitFor(() => expect(users).toHaveBeenCalledTimes(1));

  expect(leaving).not.toHaveBeenCalled();
  expect(leavingConnection).toHaveBeenCalledTimes(1);
});

test("who subscribes late is told at once what is known", async () => {
  await using server = await FrameServer.open({ opening: [{ type: "user_metric", metric: makeMetric() }] });
  const { service, users } = openService();
  service.connectWebSocket(server.socketUrl);
  await vi.waitFor(() => expect(users).toHaveBeenCalledTimes(1));
  const late = vi.fn();

  service.onUserMetricsUpdate(late);

  expect(late).toHaveBeenCalledExactlyOnceWith(...users.mock.lastCall!);
});

test("disconnect keeps the users, leaves the server alone, and the next connection resumes", async () => {
  const opening: Frame[] = [{ type: "user_metric", metric: makeMetric(), cursor: "e1:7" }];
  await using server = await FrameServer.open({ opening });
  const { service, users, connections } = openService();
  service.connectWebSocket(server.socketUrl);
  await vi.waitFor(() => expect(users).toHaveBeenCalledTimes(1));

  service.disconnect();
  service.retryNow();
  expect(connections).toEqual(["idle", "connecting", "live", "idle"]);
  const next = server.nextReader();
  service.connectWebSocket(server.socketUrl);

  expect((await next).search).toBe("?since=e1%3A7");
});

test("when what was connected last is ended, how the one before it stands is told", async () => {
  await using server = await FrameServer.open();
  const { service, connections } = openService();
  service.connectWebSocket(server.socketUrl);
  await vi.waitFor(() => expect(connections.at(-1)).toBe("live"));
  service.startPolling("http://127.0.0.1:1/metrics");
  await vi.waitFor(() => expect(connections.at(-1)).toBe("offline"));

  service.stopPolling();
  expect(connections.at(-1)).toBe("live");
  service.disconnectWebSocket();
  expect(connections.at(-1)).toBe("idle");
});

test("who connects when told that nothing is followed replaces what was about to be", () => {
  const host = new FakeHost();
  const service = createMetricsService({ host });
  service.connectWebSocket("ws://127.0.0.1:1/ws");
  let hasConnected = false;
  service.onConnectionChange(({ state }) => {
    if (state !== "idle" || hasConnected) return;
    hasConnected = true;
    service.connectWebSocket("ws://127.0.0.1:1/ws");
  });

  service.connectWebSocket("ws://127.0.0.1:1/ws");
  expect(hasConnected).toBe(true);
  expect(host.running).toBe(1);
  service.close();

  expect(host.running).toBe(0);
});

test("who pushes when told of users is told of that as well, and everybody in the order in which it happened", () => {
  const service = createMetricsService();
  open.push(service);
  const [before, after, late] = [vi.fn(), vi.fn(), vi.fn()];
  const pagesOf = (users: UserMetric[]): number[] => users.map(({ pageViews }) => pageViews);
  service.onUserMetricsUpdate((users) => before(pagesOf(users)));
  service.onUserMetricsUpdate(([user]) => {
    if (user?.pageViews !== 1) return;
    void service.pushUserMetric(makeMetric({ pageViews: 2, timestamp: "2026-11-23T12:00:01.000Z" }));
    service.onUserMetricsUpdate((users) => late(pagesOf(users)));
  });
  service.onUserMetricsUpdate((users) => after(pagesOf(users)));

  void service.pushUserMetric(makeMetric({ pageViews: 1 }));

  expect(before.mock.calls).toEqual([[[1]], [[2]]]);
  expect(after.mock.calls).toEqual([[[1]], [[2]]]);
  expect(late.mock.calls).toEqual([[[2]]]);
});

test("an address that is none for a WebSocket is refused to the caller", () => {
  const { service } = openService();

  expect(() => service.connectWebSocket("nonsense")).toThrow(/nonsense|URL/i);
});

test.each<[string, (service: MetricsService) => void, string]>([
  ["connect", (service) => service.connect("https://ada:pass-1@hub.example.com"), "with a user or password"],
  ["startPolling", (service) => service.startPolling("https://ada:pass-1@hub.example.com"), "with a user or password"],
  [
    "connectWebSocket",
    (service) => service.connectWebSocket("ftp://hub.example.com/?ticket=pass-1"),
    "begins with ftp:",
  ],
])("%s refuses an address without showing what is secret in it", (_, connect, words) => {
  const { service } = openService();

  const error = thrownBy(() => connect(service));

  expect(error.message).toContain(words);
  expect(String(error.stack)).not.toContain("pass-1");
});

test.each(["localhost:3001", "ws://localhost:3001", "https://ada:pass-1@hub.example.com", "nonsense"])(
  "a service that is to push to %s is not made",
  (pushTo) => {
    const error = thrownBy(() => createMetricsService({ pushTo }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).not.toContain("pass-1");
  },
);

function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("Nothing was thrown");
}

test.each<[string, (service: MetricsService) => void]>([
  ["connectWebSocket", (service) => service.connectWebSocket("ws://127.0.0.1:1/ws")],
  ["connectSSE", (service) => service.connectSSE("http://127.0.0.1:1/stream")],
])("%s is offline where no ticket is given, whatever is given instead", async (_, connect) => {
  // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what pages do
  const service = createMetricsService({ reconnectMs: 3_600_000, ticket: () => Promise.reject(undefined) });
  open.push(service);
  const connections: Connection[] = [];
  service.onConnectionChange((connection) => connections.push(connection));

  connect(service);

  await vi.waitFor(() => expect(connections.at(-1)).toMatchObject({ state: "offline", reason: "undefined" }));
});

test("a service that was closed leaves no timer behind", () => {
  const host = new FakeHost();
  const service = createMetricsService({ host });
  void service.pushUserMetric(makeMetric());
  expect(host.running).toBe(1);

  service.close();

  expect(host.running).toBe(0);
});

test("a user who was pushed leaves when nothing was heard of him for as long as userTtlMs", () => {
  const host = new FakeHost();
  const service = createMetricsService({ host, userTtlMs: 60_000 });
  const left: string[] = [];
  service.onChanges((changes) => left.push(...changes.left));
  void service.pushUserMetric(makeMetric());
  host.pass(60_000);
  expect(left).toEqual([]);

  host.pass(1_000);

  expect(left).toEqual(["u1"]);
  expect(service.getUser("u1")).toBeUndefined();
});

test.each<[string, string, number, (service: MetricsService, url: string) => void]>([
  ["startPolling", "120", 120_000, (service, url) => service.startPolling(url)],
  ["connectSSE", "120", 120_000, (service, url) => service.connectSSE(url)],
  ["connectSSE", "864000", 3_600_000, (service, url) => service.connectSSE(url)],
])("%s asks a server again when it said: after %s s, and within the hour", async (_, retryAfter, waitMs, connect) => {
  await using app = await openMiniExpress();
  app.get("/live", (_, reply) => void reply.writeHead(503, { "retry-after": retryAfter }).end());
  const host = new FakeHost();
  using watched = watchService({ host });

  connect(watched.service, `${app.url}/live`);

  await vi.waitFor(() => expect(watched.state()).toBe("offline"));
  const retryAt = host.now() + waitMs;
  expect(watched.connections.at(-1)).toEqual({ state: "offline", retryAt, reason: "503 Service Unavailable" });
});
