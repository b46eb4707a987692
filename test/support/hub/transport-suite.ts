import { describe, expect, it } from "vitest";
import { eventOf, nthMetricOf } from "./metric.ts";
import type { OpenViewer } from "./seen.ts";
import { openTestHub } from "./test-hub.ts";

/** What every transport promises its readers. */
export function describeTransport(name: string, open: OpenViewer): void {
  describe(`${name} as a transport`, () => {
    it("replays the state, then goes live, without gap or duplicate", async () => {
      await using hub = await openTestHub();
      await hub.post("/api/metrics/bulk", { metrics: ["ada", "bob", "eve"].map((id) => nthMetricOf(id, 0)) });

      const sending = (async () => {
        for (let n = 1; n <= 60; n++) {
          await hub.post("/api/metrics", nthMetricOf(["ada", "bob"][n % 2]!, n));
          if (n % 3 === 0) await hub.post("/api/events", eventOf(`e${n / 3}`));
        }
      })();
      await using viewer = await open(hub.url);
      await sending;
      const { cursor } = (await hub.post("/api/metrics", nthMetricOf("ada", 61))).body;
      await viewer.seen.until((seen) => seen.cursor === cursor);

      const { users, updates, events } = viewer.seen;
      expect(["ada", "bob", "eve"].map((userId) => users.get(userId)?.pageViews)).toEqual([61, 59, 0]);
      for (const userId of users.keys()) {
        const views = updates.filter((update) => update.userId === userId).map(({ pageViews }) => pageViews);
        expect(views).toEqual([...new Set(views)].toSorted((first, second) => first - second));
      }
      expect(events.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, index) => `e${index + 1}`));
    });

    it("resumes from a cursor with what has changed since, and nothing else", async () => {
      await using hub = await openTestHub();
      await hub.post("/api/events", eventOf("before"));
      const { cursor } = (await hub.post("/api/metrics/bulk", [nthMetricOf("ada", 1), nthMetricOf("bob", 1)])).body;
      const first = await open(hub.url);
      await first.seen.until((seen) => seen.cursor === cursor);
      await first.close();

      await hub.post("/api/metrics", nthMetricOf("bob", 2));
      const after = (await hub.post("/api/events", eventOf("after"))).body.cursor;
      await using second = await open(hub.url, cursor);
      await second.seen.until((seen) => seen.cursor === after);

      expect(second.seen.updates.map(({ userId, pageViews }) => [userId, pageViews])).toEqual([["bob", 2]]);
      expect(second.seen.events.map(({ id }) => id)).toEqual(["after"]);
    });

    it("gives its cursor at once, even where there is nothing to send", async () => {
      await using hub = await openTestHub();
      await using fresh = await open(hub.url);
      await fresh.seen.until(({ cursor }) => cursor?.endsWith(":0") ?? false);

      const { cursor } = (await hub.post("/api/metrics", nthMetricOf("ada", 1))).body;
      await using level = await open(hub.url, cursor);
      await level.seen.until((seen) => seen.cursor === cursor);
      expect(level.seen.updates).toEqual([]);
    });

    it.each([
      ["of another history", () => "0123456789ab:1"],
      ["ahead of the hub", (cursor: string) => cursor.replace(/:.*/, ":999")],
      ["that is none", () => "yesterday"],
    ])("sends the whole state to a reader with a cursor %s", async (_, since) => {
      await using hub = await openTestHub();
      const { cursor } = (await hub.post("/api/metrics/bulk", [nthMetricOf("ada", 1), nthMetricOf("bob", 1)])).body;

      await using viewer = await open(hub.url, since(cursor));
      await viewer.seen.until((seen) => seen.cursor === cursor);
      expect([...viewer.seen.users.keys()]).toEqual(["ada", "bob"]);
    });

    it("skips what was replaced while a slow reader was not reading", async () => {
      await using hub = await openTestHub();
      await using viewer = await open(hub.url);
      viewer.pause();

      // Far more than the sockets between hub and reader hold.
      const rounds = 30;
      const text = "x".repeat(20_000);
      const ids = Array.from({ length: 45 }, (_, index) => `user-${index}`);
      for (let n = 1; n <= rounds; n++)
        await hub.post(
          "/api/metrics/bulk",
          ids.map((id) => nthMetricOf(id, n, { lastAction: text })),
        );
      const { cursor } = (await hub.post("/api/metrics", nthMetricOf("last", 1))).body;
      viewer.resume();
      await viewer.seen.until((seen) => seen.cursor === cursor);

      const { users, updates } = viewer.seen;
      expect(ids.map((id) => users.get(id)?.pageViews)).toEqual(ids.map(() => rounds));
      expect(updates.length).toBeLessThan((rounds * ids.length) / 2);
    });

    it("lets its readers go when the hub closes", async () => {
      await using hub = await openTestHub();
      await using viewer = await open(hub.url);
      await hub.close();
      await viewer.ended;
    });
  });
}
