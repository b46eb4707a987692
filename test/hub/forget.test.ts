import { afterAll, describe, expect, it } from "vitest";
import { forget, type Forgotten } from "../../src/hub/forget.ts";
import { openStore } from "../../src/hub/store/open-store.ts";
import { toCursorText } from "../../src/metric/cursor.ts";
import { metaOf, nthMetricOf, runOf } from "../support/hub/metric.ts";
import { openPollingViewer } from "../support/hub/polling-viewer.ts";
import type { OpenViewer, Viewer } from "../support/hub/seen.ts";
import { openSseViewer } from "../support/hub/sse-viewer.ts";
import { storeOptions } from "../support/hub/store-options.ts";
import { openTestHub, type TestHub } from "../support/hub/test-hub.ts";
import { openV1Viewer } from "../support/hub/websocket-viewer.ts";
import { openTestPostgres } from "../support/postgres.ts";

const viewers: [string, OpenViewer][] = [
  ["websocket", openV1Viewer],
  ["sse", openSseViewer],
  ["polling", openPollingViewer],
];

const server = await openTestPostgres();
afterAll(() => server?.[Symbol.asyncDispose](), 30_000);

const places: [string, () => Promise<string | undefined>][] = [
  ["a file", async () => undefined],
  ...(server
    ? [["a database", async () => (await server.createDatabase()).url] as [string, () => Promise<string>]]
    : []),
];

describe.each(places)("a source that is forgotten beside a hub at work, in %s", (_, createDatabase) => {
  /** As the command does it: on a store of its own. */
  async function forgetBeside({ stateFolder }: TestHub, databaseUrl: string | undefined): Promise<Forgotten> {
    const store = await openStore(storeOptions({ stateFolder, databaseUrl }));
    try {
      return await forget(store, "mock", Date.now);
    } finally {
      await store.close();
    }
  }

  const send = (hub: TestHub, source: string, userIds: readonly string[], n = 1) =>
    hub.post("/api/metrics/bulk", {
      metrics: userIds.map((userId) => nthMetricOf(userId, n)),
      metas: userIds.map((userId) => metaOf(`${userId}-${n}`, { source })),
    });
  const usersOf = (viewer: Viewer): string[] => [...viewer.seen.users.keys()].toSorted();

  it.each(viewers)("is told once by %s, to who is there and to who comes back", async (_name, open) => {
    const databaseUrl = await createDatabase();
    await using hub = await openTestHub({ options: { databaseUrl } });
    await send(hub, "mock", ["ada", "bob"]);
    await send(hub, "crm", ["eve"]);
    await using here = await open(hub.url);
    await here.seen.until(({ users }) => users.size === 3);
    const away = await open(hub.url);
    await away.seen.until(({ users }) => users.size === 3);
    await away.close();

    expect(await forgetBeside(hub, databaseUrl)).toEqual({ source: "mock", users: 2, states: 2, events: 0, runs: 0 });
    await here.seen.until(({ users }) => users.size === 1);
    await using back = await open(hub.url, away.seen.cursor, away.seen);
    await back.seen.until(({ users }) => users.size === 1);
    for (const { seen } of [here, back]) {
      expect(seen.left.toSorted()).toEqual(["ada gone", "bob gone"]);
      expect([seen.resets, [...seen.users.keys()]]).toEqual([0, ["eve"]]);
    }

    await send(hub, "mock", ["ada"], 2);
    await here.seen.until(({ users }) => users.size === 2);
    expect(here.seen.users.get("ada")).toMatchObject({ pageViews: 2 });
  });

  it.each(viewers)("ends a target for all readers by %s, which begin anew", async (_name, open) => {
    const databaseUrl = await createDatabase();
    await using hub = await openTestHub({ options: { databaseUrl } });
    await hub.hub.acceptRuns([runOf("mock", 1), runOf("crm", 1)]);
    await send(hub, "crm", ["eve"]);
    await using here = await open(hub.url);
    await here.seen.until(({ users, runs }) => users.size === 1 && runs.size === 2);
    const before = here.seen.cursor;

    expect((await forgetBeside(hub, databaseUrl)).runs).toBe(1);
    here.seen.runs.clear();
    await here.seen.until(({ resets, users, runs }) => resets > 0 && users.size === 1 && runs.size === 1);
    await using back = await open(hub.url, before);
    await back.seen.until(({ resets, users, runs }) => resets > 0 && users.size === 1 && runs.size === 1);
    for (const { seen } of [here, back]) expect([seen.resets, [...seen.runs.keys()]]).toEqual([1, ["crm"]]);
    expect(hub.hub.targets().map(({ target }) => target)).toEqual(["crm"]);
  });

  it("sends a reader to the start once, though the hub may not have heard of it yet", async () => {
    const databaseUrl = await createDatabase();
    await using hub = await openTestHub({ options: { databaseUrl } });
    await hub.hub.acceptRuns([runOf("mock", 1)]);
    const place = await hub.hub.startFrom(toCursorText(hub.hub.cursor));
    await forgetBeside(hub, databaseUrl);
    const first = await hub.hub.read(place);
    const second = await hub.hub.read(first.end);
    expect([first.isReset, second.isReset]).toEqual([true, false]);
  });

  it("loses nothing that comes in meanwhile, and leaves every reader equal to the hub", async () => {
    const databaseUrl = await createDatabase();
    await using hub = await openTestHub({ options: { databaseUrl } });
    const named = (name: string, count: number) => Array.from({ length: count }, (_unused, n) => `${name}-${n}`);
    await send(hub, "mock", named("mock", 1_200));
    await send(hub, "crm", named("crm", 50));
    await using here = await openV1Viewer(hub.url);
    await here.seen.until(({ users }) => users.size === 1_250);
    const before = here.seen.cursor;

    const progress = { isOver: false };
    const forgetting = forgetBeside(hub, databaseUrl).finally(() => (progress.isOver = true));
    let n = 1;
    for (; !progress.isOver; n += 1) expect((await send(hub, "crm", named("crm", 50), n + 1)).body.accepted).toBe(50);
    expect(await forgetting).toMatchObject({ users: 1_200, states: 1_200 });
    await send(hub, "crm", named("crm", 50), n + 1);

    await here.seen.until(({ cursor }) => cursor === toCursorText(hub.hub.cursor));
    await using back = await openV1Viewer(hub.url, before);
    await back.seen.until(({ cursor }) => cursor === toCursorText(hub.hub.cursor));
    expect(new Set(here.seen.left)).toEqual(new Set(named("mock", 1_200).map((userId) => `${userId} gone`)));
    expect(here.seen.left).toHaveLength(1_200);
    expect(back.seen.left.toSorted()).toEqual(here.seen.left.toSorted());
    expect(usersOf(here)).toEqual(named("crm", 50).toSorted());
    expect(back.seen.users).toEqual(here.seen.users);
    expect(back.seen.users.get("crm-0")?.pageViews).toBe(n + 1);
  });
});
