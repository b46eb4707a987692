import { describe, expect, it } from "vitest";
import { eventOf, goneOf, nthMetricOf, runOf } from "./metric.ts";
import type { OpenViewer } from "./seen.ts";
import { openTestHub } from "./test-hub.ts";

interface Promises {
  /** Whether its readers are told who left, what was lost and how targets ran, or know the guide only. */
  tellsAll: boolean;
}

/** What every transport promises its readers. */
export function describeTransport(name: string, open: OpenViewer, { tellsAll }: Promises): void {
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

    it("goes on where a large state broke off", async () => {
      await using hub = await openTestHub();
      const ids = Array.from({ length: 1_200 }, (_, index) => `user-${index}`);
      let middle = "";
      for (let start = 0; start < ids.length; start += 400) {
        const { body } = await hub.post(
          "/api/metrics/bulk",
          ids.slice(start, start + 400).map((id) => nthMetricOf(id, 1)),
        );
        if (start === 400) middle = body.cursor;
      }
      await using viewer = await open(hub.url, middle);
      await viewer.seen.until(({ users }) => users.has("user-1199"));
      expect(viewer.seen.updates.map(({ userId }) => userId)).toEqual(ids.slice(800));
    });

    it.runIf(tellsAll)("tells who has left, and why, once", async () => {
      await using hub = await openTestHub();
      await hub.post("/api/metrics/bulk", [nthMetricOf("ada", 1), nthMetricOf("bob", 1)]);
      await using viewer = await open(hub.url);
      await viewer.seen.until(({ users }) => users.size === 2);
      await hub.post("/api/events", goneOf("e1", "ada"));
      const { cursor } = (await hub.post("/api/events", goneOf("e2", "ada"))).body;
      await viewer.seen.until((seen) => seen.cursor === cursor);

      expect([...viewer.seen.users.keys()]).toEqual(["bob"]);
      expect(viewer.seen.left).toEqual(["ada gone"]);
    });

    it.runIf(tellsAll)("leaves out of a new reader's state who left before", async () => {
      await using hub = await openTestHub();
      await hub.post("/api/metrics/bulk", [nthMetricOf("ada", 1), nthMetricOf("bob", 1)]);
      const { cursor } = (await hub.post("/api/events", goneOf("e1", "ada"))).body;
      await using viewer = await open(hub.url);
      await viewer.seen.until((seen) => seen.cursor === cursor);
      expect([[...viewer.seen.users.keys()], viewer.seen.left]).toEqual([["bob"], []]);
    });

    it.runIf(tellsAll)("announces by number the events that it can no longer give, and no others", async () => {
      await using hub = await openTestHub({ options: { eventsKept: 100 } });
      const first = (await hub.post("/api/events", eventOf("e0"))).body.cursor;
      const events = Array.from({ length: 250 }, (_, n) => eventOf(`e${n + 1}`));
      const last = (await hub.post("/api/events", { events })).body.cursor;

      await using late = await open(hub.url, first);
      await late.seen.until((seen) => seen.cursor === last);
      expect([late.seen.missed, late.seen.events.length]).toEqual([150, 100]);
      await using fresh = await open(hub.url);
      await fresh.seen.until((seen) => seen.cursor === last);
      expect([fresh.seen.missed, fresh.seen.events.length]).toEqual([0, 100]);
    });

    it.runIf(tellsAll)("replaces what a reader has whom it cannot lead on", async () => {
      await using hub = await openTestHub();
      await using other = await openTestHub();
      await other.post("/api/metrics/bulk", [nthMetricOf("eve", 1), nthMetricOf("ada", 1)]);
      const { cursor } = (await hub.post("/api/metrics/bulk", [nthMetricOf("ada", 1), nthMetricOf("bob", 1)])).body;
      const viewer = await open(other.url);
      await viewer.seen.until(({ users }) => users.size === 2);
      await viewer.close();

      await using moved = await open(hub.url, viewer.seen.cursor, viewer.seen);
      await moved.seen.until((seen) => seen.cursor === cursor);
      expect([[...moved.seen.users.keys()], moved.seen.resets]).toEqual([["ada", "bob"], 1]);
    });

    it.runIf(tellsAll)("empties what a reader has when there is nothing in its place", async () => {
      await using hub = await openTestHub();
      await using viewer = await open(hub.url, "0123456789ab:7");
      await viewer.seen.until((seen) => seen.resets === 1 && seen.cursor === `${hub.hub.cursor.epoch}:0`);
    });

    it.runIf(tellsAll)("tells the last run of each target, to new readers and to those who are there", async () => {
      await using hub = await openTestHub();
      await hub.hub.acceptRuns([runOf("crm", 1), runOf("shop", 1)]);
      await using viewer = await open(hub.url);
      await viewer.seen.until(({ runs }) => runs.size === 2);
      await hub.hub.acceptRuns([runOf("crm", 2)]);
      await viewer.seen.until(({ runs }) => runs.get("crm")?.rows === 2);
      expect(viewer.seen.runs.get("shop")).toEqual(runOf("shop", 1));
    });

    it("lets its readers go when the hub closes", async () => {
      await using hub = await openTestHub();
      await using viewer = await open(hub.url);
      await hub.close();
      await viewer.ended;
    });
  });
}
