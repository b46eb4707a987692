import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKey } from "../../src/hub/security/api-key.ts";
import { openStore } from "../../src/hub/store/open-store.ts";
import { toCursorText } from "../../src/metric/cursor.ts";
import { startHub, type HubProcess } from "../support/endurance/start-hub.ts";
import { eventually } from "../support/eventually.ts";
import { eventOf, nthMetricOf } from "../support/hub/metric.ts";
import { openPollingViewer } from "../support/hub/polling-viewer.ts";
import type { OpenViewer, Seen, Viewer } from "../support/hub/seen.ts";
import { storeOptions } from "../support/hub/store-options.ts";
import { openSseViewer } from "../support/hub/sse-viewer.ts";
import { openTestHub, post, type TestHub } from "../support/hub/test-hub.ts";
import { openV1Viewer, openWebSocketViewer } from "../support/hub/websocket-viewer.ts";
import { openTestPostgres } from "../support/postgres.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openTcpProxy } from "../support/tcp-proxy.ts";

const viewers: [string, OpenViewer][] = [
  ["websocket", openWebSocketViewer],
  ["sse", openSseViewer],
  ["polling", openPollingViewer],
];

const viewersThatKnowAll: [string, OpenViewer][] = [["websocket", openV1Viewer], ...viewers.slice(1)];

const server = await openTestPostgres();
afterAll(() => server?.[Symbol.asyncDispose](), 30_000);

describe.skipIf(!server)("two hubs of one database", () => {
  let databaseUrl: string;
  beforeAll(async () => {
    databaseUrl = (await server!.createDatabase()).url;
  });

  const openHub = (url = databaseUrl): Promise<TestHub> => openTestHub({ options: { databaseUrl: url } });
  const isLevel = (viewer: Viewer, hub: TestHub): Promise<void> =>
    viewer.seen.until(({ cursor }) => cursor === toCursorText(hub.hub.cursor));

  it.each(viewers)("pass on by %s what the other one took in, in one order, each once", async (name, open) => {
    await using first = await openHub();
    await using second = await openHub();
    expect(second.hub.cursor.epoch).toBe(first.hub.cursor.epoch);
    await using viewer = await open(second.url, toCursorText(second.hub.cursor));

    await Promise.all(
      [first, second].map(async (hub, which) => {
        for (let n = 1; n <= 30; n += 1) {
          await hub.post("/api/metrics", nthMetricOf(`${name}-${which}-${n % 5}`, n));
          if (n % 3 === 0) await hub.post("/api/events", eventOf(`${name}-${which}-${n}`));
        }
      }),
    );
    await eventually(() => first.hub.cursor.seq === second.hub.cursor.seq);
    await isLevel(viewer, first);

    const { users, events, updates } = viewer.seen;
    for (const which of [0, 1])
      for (const n of [26, 27, 28, 29, 30]) expect(users.get(`${name}-${which}-${n % 5}`)?.pageViews).toBe(n);
    expect(events.map(({ id }) => id).toSorted()).toEqual(
      [0, 1].flatMap((which) => Array.from({ length: 10 }, (_, n) => `${name}-${which}-${(n + 1) * 3}`)).toSorted(),
    );
    const states = updates.map(({ userId, pageViews }) => `${userId} ${pageViews}`);
    expect(states).toEqual([...new Set(states)]);
  });

  it("let a reader come from one to the other with its cursor", async () => {
    await using first = await openHub();
    await using second = await openHub();
    const { cursor } = (await first.post("/api/metrics", nthMetricOf("roamer", 1))).body;
    // At once, though the second may not have heard of it yet.
    await using viewer = await openWebSocketViewer(second.url, cursor);
    await viewer.seen.until((seen) => seen.cursor === cursor);
    expect([viewer.seen.updates, viewer.seen.resets]).toEqual([[], 0]);
  });

  it.each(viewersThatKnowAll)("let a user leave at both who is said to be gone at one, by %s", async (name, open) => {
    await using first = await openHub();
    await using second = await openHub();
    await first.post("/api/metrics", nthMetricOf(`leaver-${name}`, 1));
    await using viewer = await open(first.url);
    await viewer.seen.until(({ users }) => users.has(`leaver-${name}`));

    const gone = { type: "user_gone", userId: `leaver-${name}`, timestamp: "2026-02-01T00:00:00Z" };
    await second.post("/api/events", { ...eventOf(`bye-${name}`), ...gone });
    await viewer.seen.until(({ users }) => !users.has(`leaver-${name}`));
    expect(viewer.seen.left).toEqual([`leaver-${name} gone`]);
    const { metrics } = (await (await fetch(`${first.url}/api/metrics`)).json()) as { metrics: { userId: string }[] };
    expect(metrics.map(({ userId }) => userId)).not.toContain(`leaver-${name}`);
  });

  it("know what the other was told of runs, though they were busy themselves", async () => {
    await using first = await openHub();
    await using second = await openHub();
    for (let n = 0; n < 20; n += 1) {
      const times = { startedAt: "2026-01-05T12:00:00Z", endedAt: `2026-01-05T12:00:${10 + n}Z` };
      await Promise.all([
        first.post("/api/metrics", nthMetricOf("busy", 2 * n)),
        second.post("/api/runs", { target: "wiki", verdict: "rows", ...times }),
        first.post("/api/metrics", nthMetricOf("busy", 2 * n + 1)),
      ]);
      await eventually(() => first.hub.targets().some(({ lastRun }) => lastRun.endedAt === times.endedAt));
    }
  });

  it("give each change one place, without a gap, whoever takes it in", async () => {
    await using first = await openHub();
    await using second = await openHub();
    await using atFirst = await openV1Viewer(first.url);
    await using atSecond = await openV1Viewer(second.url);
    await eventually(() => first.hub.cursor.seq === second.hub.cursor.seq);
    const before = first.hub.cursor.seq;

    const counts = await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const hub = n % 2 === 0 ? first : second;
        const metrics = ["a", "b", "c"].map((name) => nthMetricOf(`place-${name}`, Math.floor(n / 3)));
        return (await hub.post("/api/metrics/bulk", metrics)).body.accepted;
      }),
    );
    const end = before + counts.reduce((sum, count) => sum + count, 0);
    await eventually(() => first.hub.cursor.seq === end && second.hub.cursor.seq === end);
    await Promise.all([isLevel(atFirst, first), isLevel(atSecond, second)]);
    expect(atFirst.seen.users).toEqual(atSecond.seen.users);
    expect(atFirst.seen.users.get("place-c")?.pageViews).toBe(19);
  });

  it("know the keys that were made beside the other, and when they are no more", async () => {
    const { text, stored } = createKey({ name: "scraper", scopes: ["read"], now: Date.now() });
    await using first = await openHub();
    await using second = await openHub();
    const store = await openStore(storeOptions({ stateFolder: "", databaseUrl }));
    await store.addKey(stored);
    const askBoth = (): Promise<number[]> =>
      Promise.all(
        [first, second].map(async ({ url }) => {
          const response = await fetch(`${url}/api/metrics`, { headers: { authorization: `Bearer ${text}` } });
          await response.text();
          return response.status;
        }),
      );
    expect(await askBoth()).toEqual([200, 200]);
    await store.revokeKey(stored.id, Date.now());
    expect(await askBoth()).toEqual([401, 401]);
    await store.close();
  });

  it.each(viewers)("lose nothing for the viewers of one by %s when the other is killed", async (name, open) => {
    await using survivor = await openHub();
    await using viewer = await open(survivor.url, toCursorText(survivor.hub.cursor));
    const acknowledged = new Map<string, number>();
    await using folder = await tempFolder();
    for (let round = 0; round < 2; round += 1) {
      await using doomed = await startHub({ stateFolder: folder.path, databaseUrl });
      await sendUntilKilled(doomed, { names: [`${name}-${round}-a`, `${name}-${round}-b`], acknowledged });
    }
    await survivor.post("/api/metrics", nthMetricOf("after all", 1));
    await isLevel(viewer, survivor);
    expectNothingLost(viewer.seen, acknowledged, 4);
  });

  it.each(viewersThatKnowAll)(
    "lose nothing for the viewers of a killed one who come to the other, by %s",
    async (name, open) => {
      await using survivor = await openHub();
      await using folder = await tempFolder();
      await using doomed = await startHub({ stateFolder: folder.path, databaseUrl });
      const acknowledged = new Map<string, number>();
      const before = await open(doomed.url, toCursorText(survivor.hub.cursor));
      before.ended.catch(() => {}); // As it is killed.
      await sendUntilKilled(doomed, { names: [`moved-${name}-a`, `moved-${name}-b`], acknowledged });
      await before.close().catch(() => {});

      await using after = await open(survivor.url, before.seen.cursor, before.seen);
      await survivor.post("/api/metrics", nthMetricOf(`moved-${name}`, 1));
      await isLevel(after, survivor);
      expect(after.seen.resets).toBe(0);
      expectNothingLost(after.seen, acknowledged, 2);
    },
  );

  it("go on when the word of changes no longer comes, and listen again later", { timeout: 60_000 }, async () => {
    const url = new URL(databaseUrl);
    await using proxy = await openTcpProxy(Number(url.port));
    url.port = String(proxy.port);
    await using first = await openHub();
    await using second = await openHub(url.href);
    await using viewer = await openSseViewer(second.url, toCursorText(second.hub.cursor));
    await eventually(() => proxy.count("LISTEN") === 1);

    expect(proxy.freeze("LISTEN")).toBe(1);
    const { cursor } = (await first.post("/api/metrics", nthMetricOf("unheard", 1))).body;
    await viewer.seen.until((seen) => seen.cursor === cursor);
    expect(viewer.seen.users.has("unheard")).toBe(true);
    // The dead connection is found out and another takes its place.
    await eventually(() => proxy.count("LISTEN") === 1);
  });
});

interface Sending {
  names: readonly string[];
  acknowledged: Map<string, number>;
}

/** Notes what the hub has answered for; the 15th answer to the first sender is its last. */
async function sendUntilKilled(hub: HubProcess, { names, acknowledged }: Sending): Promise<void> {
  const send = async (name: string): Promise<void> => {
    for (let n = 1; ; n += 1) {
      await post(`${hub.url}/api/metrics`, nthMetricOf(name, n));
      acknowledged.set(name, n);
      if (name === names[0] && n === 15) await hub.kill();
    }
  };
  await Promise.allSettled(names.map(send));
}

function expectNothingLost({ users, updates }: Seen, acknowledged: ReadonlyMap<string, number>, count: number): void {
  expect(acknowledged.size).toBe(count);
  for (const [userId, n] of acknowledged) expect(users.get(userId)?.pageViews).toBeGreaterThanOrEqual(n);
  const states = updates.map(({ userId, pageViews }) => `${userId} ${pageViews}`);
  expect(states).toEqual([...new Set(states)]);
}
