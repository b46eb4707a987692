import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { forget, listSources } from "../../../src/hub/forget.ts";
import { RecentChanges } from "../../../src/hub/recent-changes.ts";
import type { Activity, Arrival, Change, Position, Store, TimeRange } from "../../../src/hub/store/store.ts";
import { toVersion } from "../../../src/hub/store/version.ts";
import type { Meta } from "../../../src/metric/meta.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { allOf } from "../all-of.ts";
import { eventOf, metaOf, metricOf } from "./metric.ts";

interface OpenOptions {
  eventsKept: number;
  retentionMs: number;
}

type OpenStore = (options: OpenOptions) => Promise<Store>;

const everything: Position = { seq: 0, eventsAfter: 0, leftAfter: 0 };
const noon = "2026-01-05T12:00:00.000Z";
const noonMs = Date.parse(noon);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const later = (ms: number): string => new Date(noonMs + ms).toISOString();
const kept = { eventsKept: 100, retentionMs: 24 * hourMs };

/** What every store promises the hub. `open` opens the same one each time within a test. */
export function describeStore(name: string, createOpener: () => Promise<OpenStore> | OpenStore): void {
  describe(`${name} as a store`, () => {
    let open: OpenStore;
    let store: Store;
    beforeEach(async () => {
      open = await createOpener();
      store = await open(kept);
    });
    afterEach(() => store.close());

    const commit = (...arrivals: Arrival[]) => store.commit(arrivals, noonMs);
    const all = async (position: Partial<Position> = {}, limit = 1_000): Promise<Change[]> =>
      (await store.changesAfter({ ...everything, ...position }, limit)).changes;
    const reopen = async (): Promise<void> => {
      await store.close();
      store = await open(kept);
    };

    describe("as one sequence", () => {
      it("begins empty, and keeps its epoch and its changes when it is opened again", async () => {
        expect(await store.latestSeq()).toBe(0);
        expect(await store.changesAfter(everything, 10)).toEqual({ changes: [], forgottenTo: 0, eventsDroppedTo: 0 });
        const { epoch } = store;
        await commit(user("ada", noon), event("e1"), run("wiki", noon));
        const before = await all();

        await reopen();
        expect(store.epoch).toBe(epoch);
        expect(await store.latestSeq()).toBe(3);
        expect(await all()).toEqual(before);
      });

      it("gives what it accepts the next place, and a user only the last of his", async () => {
        await commit(user("ada", noon), user("bob", noon), event("e1"));
        expect(await commit(user("ada", "2026-01-05T12:00:01.000Z"))).toMatchObject({ seq: 4, accepted: [true] });
        expect(placesOf(await all())).toEqual([
          [2, "bob"],
          [3, "e1"],
          [4, "ada"],
        ]);
      });

      it("returns metrics, metas, events and runs as they were given", async () => {
        const ada = user("ada", noon);
        const e1 = event("e1");
        const wiki = run("wiki", noon);
        await commit(ada, wiki, e1);
        expect(await all()).toEqual([
          { type: "user", seq: 1, userId: "ada", metricJson: ada.metricJson, metaJson: ada.metaJson },
          { type: "run", seq: 2, runJson: wiki.runJson },
          { type: "event", seq: 3, eventJson: e1.eventJson },
        ]);
      });

      it("says of what was committed the same as is remembered of it", async () => {
        const recent = new RecentChanges({ seq: 0, eventsKept: store.eventsKept });
        recent.follow();
        const names = ["ada", "bob", "eve"];
        for (let step = 0; step < 12; step += 1) {
          const at = later(step);
          const arrivals = [
            ...names.slice(step % 3).map((name) => user(name, at)),
            event(`e${step}`),
            left(names[step % 3]!, later(step + (step % 2)), "gone"),
            user(names[(step + 1) % 3]!, later(step - (step % 4))),
            run(`target-${step % 2}`, at),
            event(`e${step - (step % 5)}`),
          ];
          recent.add(arrivals, await commit(...arrivals));
        }

        const last = await store.latestSeq();
        for (let seq = 0; seq < last; seq += 1) {
          for (const ahead of [0, 5]) {
            const position = { seq, eventsAfter: seq + ahead, leftAfter: seq + ahead };
            for (const limit of [3, 1_000])
              expect(recent.after(position, limit)).toEqual((await store.changesAfter(position, limit)).changes);
          }
        }
      });

      it("keeps the events of one commit next to each other, and answers in the order it was asked", async () => {
        const { accepted } = await commit(event("e1"), user("ada", noon), event("e1"), event("e2"));
        expect(accepted).toEqual([true, true, false, true]);
        expect(placesOf(await all())).toEqual([
          [1, "ada"],
          [2, "e1"],
          [3, "e2"],
        ]);
      });

      it("reads from a place on, as many as asked for, and leaves out what is over", async () => {
        await commit(event("e1"));
        await commit(user("ada", noon), user("bob", noon));
        await commit(event("e2"));
        await commit(left("bob", noon), user("eve", noon));
        await commit(event("e3"));

        expect(placesOf(await all({ seq: 1, eventsAfter: 1, leftAfter: 1 }, 2))).toEqual([
          [2, "ada"],
          [4, "e2"],
        ]);
        expect(placesOf(await all({ seq: 0, eventsAfter: 4, leftAfter: 5 }))).toEqual([
          [2, "ada"],
          [6, "eve"],
          [7, "e3"],
        ]);
      });

      it("commits all or nothing", async () => {
        const broken = { ...user("bob", noon), metricJson: null as never };
        await expect(commit(user("ada", noon), broken)).rejects.toThrow();
        expect(await all()).toEqual([]);
        expect(await commit(user("ada", noon))).toMatchObject({ seq: 1, accepted: [true] });
      });

      it("takes a thousand in one commit", async () => {
        await commit(...Array.from({ length: 1_000 }, (_, index) => user(`user-${index}`, noon)));
        expect(await store.latestSeq()).toBe(1_000);
        expect(await store.countUsers()).toBe(1_000);
        expect(placesOf(await all({}, 2_000)).at(-1)).toEqual([1_000, "user-999"]);
      });

      it.each(["'", '"', "\\", "\u{1F600}", "a\u2028b", "--; DROP TABLE users", "$1", "%s", "\u0001"])(
        "takes %j as the name of a user",
        async (userId) => {
          await commit(user(userId, noon), { ...event("e1"), id: userId });
          expect(await all()).toMatchObject([{ userId }, { type: "event" }]);
          expect((await commit(user(userId, noon), { ...event("e1"), id: userId })).accepted).toEqual([false, false]);
        },
      );
    });

    describe("when what comes is not new", () => {
      it.each([
        ["an older one", user("ada", "2026-01-05T11:59:59.999Z"), "older"],
        ["an older one, written with an offset", user("ada", "2026-01-05T13:59:59.000+02:00"), "older"],
        ["an older one, by less than a millisecond", user("ada", "2026-01-05T11:59:59.9999Z"), "older"],
        ["the same again", user("ada", noon), "known"],
        ["the same by another road", user("ada", noon, { meta: { id: "other", source: "other" } }), "known"],
        ["another of the same instant", user("ada", noon, { metric: { pageViews: 43 } }), "new"],
        ["the same with other fields missing", user("ada", noon, { meta: { missing: { email: "not seen" } } }), "new"],
        ["a newer one, written with an offset", user("ada", "2026-01-05T11:00:00.001-01:00"), "new"],
        ["a newer one, by less than a millisecond", user("ada", "2026-01-05T12:00:00.0001Z"), "new"],
      ])("takes it as such: after a metric comes %s", async (_, arrival, fate) => {
        await commit(user("ada", noon));
        expect(await commit(arrival)).toEqual({
          seq: fate === "new" ? 2 : 1,
          accepted: [fate === "new"],
          older: fate === "older" ? ["test"] : [],
        });
      });

      it("settles several of one user within one commit", async () => {
        const { accepted } = await commit(
          user("ada", "2026-01-05T12:00:01.000Z"),
          user("ada", "2026-01-05T12:00:02.000Z"),
          user("ada", "2026-01-05T12:00:00.000Z"),
        );
        expect(accepted).toEqual([true, true, false]);
        expect(placesOf(await all())).toEqual([[2, "ada"]]);
      });

      it("accepts an event once", async () => {
        expect((await commit(event("e1"), event("e2"), event("e1"))).accepted).toEqual([true, true, false]);
        expect(await commit(event("e2"))).toMatchObject({ seq: 2, accepted: [false] });
      });

      it("keeps the last run of a target, and remembers its last good one", async () => {
        await commit(run("wiki", noon));
        await commit(run("wiki", "2026-01-05T12:01:00.000Z", { isGood: false }), run("shop", noon, { isGood: false }));
        expect((await commit(run("wiki", noon))).accepted).toEqual([false]);

        expect(await store.runs()).toEqual([
          { runJson: run("shop", noon).runJson, lastGoodAt: undefined },
          { runJson: run("wiki", "2026-01-05T12:01:00.000Z").runJson, lastGoodAt: noonMs },
        ]);
        expect(placesOf(await all())).toEqual([
          [2, "wiki"],
          [3, "shop"],
        ]);
      });
    });

    describe("when users leave", () => {
      it("says so once, in their place", async () => {
        await commit(user("ada", noon), user("bob", noon));
        expect(await commit(left("ada", noon), left("ada", noon), left("nobody", noon))).toMatchObject({
          seq: 3,
          accepted: [true, false, false],
        });
        expect(await all()).toMatchObject([
          { type: "user", seq: 2, userId: "bob" },
          { type: "left", seq: 3, userId: "ada", reason: "gone" },
        ]);
        expect(await store.countUsers()).toBe(1);
      });

      it("keeps who was observed later", async () => {
        await commit(user("ada", "2026-01-05T12:00:01.000Z"));
        expect((await commit(left("ada", noon))).accepted).toEqual([false]);
      });

      it("does not take an old metric for a return, but a newer one", async () => {
        await commit(user("ada", noon));
        await commit(left("ada", "2026-01-05T12:00:05.000Z"));
        expect((await commit(user("ada", noon), user("ada", "2026-01-05T12:00:04.000Z"))).accepted).toEqual([
          false,
          false,
        ]);
        expect((await commit(user("ada", "2026-01-05T12:00:06.000Z"))).accepted).toEqual([true]);
        expect(await all()).toMatchObject([{ type: "user", seq: 3 }]);
      });

      it("names those whose time is over, the longest first, and lets them stay when told so", async () => {
        await commit(
          user("late", noon, { expiresInMs: 2_000 }),
          user("later", noon, { expiresInMs: 1_000 }),
          user("staying", noon, { expiresInMs: 5_000 }),
        );
        const overdue = await store.overdue(noonMs + 3_000, 10);
        expect(overdue).toEqual([
          { userId: "later", source: "test", version: toVersion(noon), observedAt: noonMs },
          { userId: "late", source: "test", version: toVersion(noon), observedAt: noonMs },
        ]);
        expect(await store.overdue(noonMs + 3_000, 1)).toHaveLength(1);

        const keep: Arrival = { type: "kept", userId: "late", version: toVersion(noon), expiresAt: noonMs + 9_000 };
        expect(await commit(keep, left("later", noon, "expired"))).toMatchObject({ seq: 4, accepted: [false, true] });
        expect(await store.overdue(noonMs + 3_000, 10)).toEqual([]);
        expect((await store.overdue(noonMs + 9_000, 10)).map(({ userId }) => userId)).toEqual(["staying", "late"]);
      });

      it("forgets them after the retention time, and says up to where", async () => {
        await commit(user("ada", noon), user("bob", noon));
        await commit(left("ada", noon));
        await commit(user("bob", "2026-01-05T12:00:01.000Z"));
        await store.prune(noonMs + 23 * hourMs);
        expect((await store.changesAfter(everything, 10)).forgottenTo).toBe(0);

        await store.prune(noonMs + 25 * hourMs);
        const { changes, forgottenTo } = await store.changesAfter(everything, 10);
        expect(forgottenTo).toBe(3);
        expect(placesOf(changes)).toEqual([[4, "bob"]]);
        await reopen();
        expect((await store.changesAfter(everything, 10)).forgottenTo).toBe(3);
      });
    });

    describe("when events are more than it keeps", () => {
      it("keeps the last ones, and counts on", async () => {
        await commit(...Array.from({ length: 150 }, (_, index) => event(`e${index + 1}`)));
        const { changes, eventsDroppedTo } = await store.changesAfter(everything, 1_000);
        expect(eventsDroppedTo).toBe(50);
        expect(changes).toHaveLength(100);
        expect(placesOf(changes)[0]).toEqual([51, "e51"]);
        expect(await commit(event("e151"))).toMatchObject({ seq: 151, accepted: [true] });
      });

      it("tells by number how many a reader has missed, wherever it was", async () => {
        await commit(event("a1"), user("ada", noon), event("a2"));
        await commit(user("bob", noon));
        await commit(...Array.from({ length: 120 }, (_, index) => event(`b${index}`)), user("eve", noon));
        // seq 1 ada, 2-3 a1 a2, 4 bob, 5 eve, 6-125 b0-b119; the last 100 of 122 events are kept.
        expect(await store.eventsMissed(0, [1, 2, 3, 5, 10, 25, 125])).toEqual([0, 1, 2, 2, 7, 22, 22]);
        expect(await store.eventsMissed(2, [125])).toEqual([21]);
        expect(await store.eventsMissed(10, [10, 12, 125])).toEqual([0, 2, 15]);
        expect(await store.eventsMissed(25, [125])).toEqual([0]);
        expect(await store.eventsMissed(125, [125])).toEqual([0]);
        await reopen();
        expect(await store.eventsMissed(10, [125])).toEqual([15]);
      });

      it("drops them by age as well", async () => {
        await commit(event("old"), event("young", noonMs + 2 * hourMs));
        await store.prune(noonMs + 25 * hourMs);
        expect(placesOf(await all())).toEqual([[2, "young"]]);
        expect(await store.eventsMissed(0, [2])).toEqual([1]);
      });

      it("forgets after the retention time how many there were, and says up to where", async () => {
        await store.commit([event("old"), event("older")], noonMs);
        await store.commit([event("young", noonMs + 2 * hourMs)], noonMs + 2 * hourMs);
        await store.prune(noonMs + 23 * hourMs);
        expect((await store.changesAfter(everything, 10)).forgottenTo).toBe(0);
        await store.prune(noonMs + 25 * hourMs);
        expect((await store.changesAfter(everything, 10)).forgottenTo).toBe(2);
        await store.prune(noonMs + 48 * hourMs);
        expect((await store.changesAfter(everything, 10)).forgottenTo).toBe(3);
        expect(await store.commit([event("new")], noonMs + 48 * hourMs)).toMatchObject({ seq: 4, accepted: [true] });
        expect(await store.eventsMissed(3, [4])).toEqual([0]);
      });

      it("knows where its last events begin", async () => {
        expect(await store.seqBeforeLastEvents(2)).toBe(0);
        await commit(event("e1"));
        await commit(user("ada", noon));
        await commit(event("e2"), event("e3"));
        expect(await store.seqBeforeLastEvents(3)).toBe(0);
        expect(await store.seqBeforeLastEvents(2)).toBe(1);

        await commit(...Array.from({ length: 120 }, (_, index) => event(`f${index}`)));
        expect(await store.seqBeforeLastEvents(50)).toBe(74);
        expect(await store.seqBeforeLastEvents(200)).toBe(24);
      });
    });

    describe("of the past", () => {
      it("counts a user once a minute, and leaves out minutes in which nothing was observed", async () => {
        await commit(
          user("ada", noon, { activity: "idle" }),
          user("ada", "2026-01-05T12:00:10.000Z", { activity: "active" }),
          user("ada", "2026-01-05T12:00:20.000Z", { activity: "active" }),
          user("bob", noon, { activity: "unknown" }),
        );
        await commit(user("ada", "2026-01-05T12:00:30.000Z", { activity: "active" }), event("e1"));
        await commit(user("ada", "2026-01-05T12:05:00.000Z", { activity: "idle" }));

        expect(await store.minutes({ from: noonMs, to: noonMs + hourMs }, minuteMs)).toEqual([
          { at: noonMs, users: 2, active: 1, unknown: 1, events: 1 },
          { at: noonMs + 5 * minuteMs, users: 1, active: 0, unknown: 0, events: 0 },
        ]);
        expect(await store.minutes({ from: noonMs + minuteMs, to: noonMs + 5 * minuteMs }, minuteMs)).toEqual([]);
      });

      it("gives of a longer step the most of any minute, and all of its events", async () => {
        await commit(user("ada", noon), user("bob", noon), event("e1"), event("e2"));
        await commit(user("ada", "2026-01-05T12:04:00.000Z"), event("e3", noonMs + 4 * minuteMs));
        await commit(user("ada", "2026-01-05T12:05:00.000Z"));
        expect(await store.minutes({ from: noonMs, to: noonMs + hourMs }, 5 * minuteMs)).toMatchObject([
          { at: noonMs, users: 2, events: 3 },
          { at: noonMs + 5 * minuteMs, users: 1, events: 0 },
        ]);
      });

      it("has the states of a user, newest first, each once, with his leaving", async () => {
        const states = [noon, "2026-01-05T12:01:00.000Z", "2026-01-05T12:02:00.000Z"].map((at) => user("ada", at));
        await commit(states[0]!, user("bob", noon), states[1]!);
        await commit(states[0]!, states[2]!, user("bob", "2026-01-05T12:02:00.000Z"));
        await commit(left("ada", "2026-01-05T12:02:00.000Z"));

        const range = { from: noonMs, to: noonMs + hourMs };
        const statesOf = (userId: string, of: TimeRange) => allOf(store.pastStates(userId, of));
        const found = await statesOf("ada", range);
        expect(found.map(({ metricJson }) => metricJson)).toEqual([
          undefined,
          states[2]!.metricJson,
          states[1]!.metricJson,
          states[0]!.metricJson,
        ]);
        expect(found[1]).toEqual({
          at: noonMs + 2 * minuteMs,
          metricJson: states[2]!.metricJson,
          metaJson: states[2]!.metaJson,
        });
        const within = { from: noonMs + minuteMs, to: noonMs + 2 * minuteMs };
        expect((await statesOf("ada", within)).map(({ at }) => at)).toEqual([noonMs + minuteMs]);
        expect(await statesOf("nobody", range)).toEqual([]);
      });

      it("drops what is older than the retention time, and keeps the latest of each user", async () => {
        await store.commit([user("ada", noon)], noonMs);
        const dayLater = "2026-01-06T12:30:00.000Z";
        await store.commit([user("ada", dayLater)], Date.parse(dayLater));
        await store.prune(noonMs + 26 * hourMs);

        const range = { from: 0, to: noonMs + 48 * hourMs };
        const states = await allOf(store.pastStates("ada", range));
        expect(states.map(({ at }) => at)).toEqual([Date.parse(dayLater)]);
        expect((await store.minutes(range, minuteMs)).map(({ at }) => at)).toEqual([Date.parse(dayLater)]);
        expect(placesOf(await all())).toEqual([[2, "ada"]]);
      });

      it("reads a long history to its end", async () => {
        const times = Array.from({ length: 2_100 }, (_, n) => new Date(noonMs + n * 1_000).toISOString());
        for (let n = 0; n < times.length; n += 700)
          await commit(...times.slice(n, n + 700).map((at) => user("ada", at)));
        const states = await allOf(store.pastStates("ada", { from: noonMs, to: noonMs + hourMs }));
        expect(states.map(({ at }) => new Date(at).toISOString())).toEqual(times.toReversed());
      });

      it("forgets a target that has not run for the retention time", async () => {
        await commit(run("gone", noon), run("wiki", "2026-01-06T12:00:00.000Z"));
        await store.prune(noonMs + 26 * hourMs);
        expect((await store.runs()).map(({ runJson }) => (JSON.parse(runJson) as { target: string }).target)).toEqual([
          "wiki",
        ]);
      });

      it("finds the events of a time, newest first", async () => {
        const events = [0, 1, 2, 3].map((n) => event(`e${n}`, noonMs + n * minuteMs));
        await commit(...events);
        const range = { from: noonMs + minuteMs, to: noonMs + 3 * minuteMs };
        expect(await store.eventsBetween(range, 10)).toEqual([events[2]!.eventJson, events[1]!.eventJson]);
        expect(await store.eventsBetween(range, 1)).toEqual([events[2]!.eventJson]);
      });
    });

    describe("of what came from one source", () => {
      const forgetMock = () => forget(store, "mock", () => noonMs);
      const statesOf = async (userId: string) =>
        (await allOf(store.pastStates(userId, { from: 0, to: noonMs + hourMs }))).map(({ at, metricJson }) => [
          at - noonMs,
          metricJson !== undefined,
        ]);

      it("lets users go, takes history, events and the run, and leaves all else", async () => {
        await commit(user("ada", noon, mock), user("bob", noon), run("mock", noon), run("wiki", noon));
        await commit(user("ada", later(1), mock), eventFor("ada", "e1"), eventFor("bob", "e2"), eventFor("eve", "e3"));
        expect(await forgetMock()).toEqual({ source: "mock", users: 1, states: 2, events: 1, runs: 1 });

        expect(await all()).toMatchObject([
          { type: "user", seq: 2, userId: "bob" },
          { type: "run", seq: 4 },
          { type: "event", seq: 7, eventJson: eventFor("bob", "e2").eventJson },
          { type: "event", seq: 8, eventJson: eventFor("eve", "e3").eventJson },
          { type: "left", seq: 10, userId: "ada", reason: "gone" },
        ]);
        expect(await statesOf("ada")).toEqual([]);
        expect(await statesOf("bob")).toEqual([[0, true]]);
        expect(await store.runs()).toHaveLength(1);
        expect(await allOf(listSources(store))).not.toContain("mock");
        expect(await forgetMock()).toEqual({ source: "mock", users: 0, states: 0, events: 0, runs: 0 });
      });

      it("keeps what another source told of a user, and his events", async () => {
        await commit(user("ada", noon), user("bob", noon, mock));
        await commit(user("ada", later(1), mock), user("bob", later(1)), eventFor("ada", "e1"), eventFor("bob", "e2"));
        await commit(user("ada", later(2)), user("bob", later(2), mock));
        expect(await forgetMock()).toEqual({ source: "mock", users: 1, states: 3, events: 0, runs: 0 });
        expect(await statesOf("ada")).toEqual([
          [2, true],
          [0, true],
        ]);
        expect(await statesOf("bob")).toEqual([[1, true]]);
        expect((await commit(user("bob", later(3)))).accepted).toEqual([true]);
        expect(await statesOf("bob")).toEqual([
          [3, true],
          [1, true],
        ]);
      });

      it("finds it where all users have left before", async () => {
        await commit(user("ada", noon, mock), eventFor("ada", "e1"));
        await commit(left("ada", later(1), "expired"));
        expect(await allOf(listSources(store))).toEqual(["mock"]);
        expect(await forgetMock()).toEqual({ source: "mock", users: 0, states: 1, events: 1, runs: 0 });
        expect(await statesOf("ada")).toEqual([]);
        expect(await all()).toMatchObject([{ type: "left", seq: 3, reason: "expired" }]);
      });

      it("takes back who is observed again, but not what was observed before", async () => {
        await commit(user("ada", later(5), mock));
        await forgetMock();
        expect((await commit(user("ada", later(5), mock), user("ada", later(4), mock))).accepted).toEqual([
          false,
          false,
        ]);
        expect((await commit(user("ada", later(6), mock))).accepted).toEqual([true]);
        expect(await statesOf("ada")).toEqual([[6, true]]);
      });

      it("sends readers from before a forgotten run back to the start, which nothing else would tell them", async () => {
        await commit(user("ada", noon, mock));
        await forgetMock();
        expect((await store.changesAfter(everything, 10)).forgottenTo).toBe(0);
        await commit(run("mock", noon));
        await forgetMock();
        expect(await store.latestSeq()).toBe(4);
        expect((await store.changesAfter(everything, 10)).forgottenTo).toBe(4);
      });

      it("knows a source by its name alone, whatever stands elsewhere", async () => {
        const hostile = { missing: { source: "mock", email: '"source":"mock"\u0000' } };
        await commit(user("ada", noon, { meta: hostile }), user("bob", noon, { source: "mock'; --" }));
        await commit(user("eve", noon, { source: "" }));
        expect((await forgetMock()).states).toBe(0);
        expect((await allOf(listSources(store))).toSorted()).toEqual([
          "",
          "",
          "mock'; --",
          "mock'; --",
          "test",
          "test",
        ]);
        expect(await forget(store, "mock'; --", () => noonMs)).toMatchObject({ users: 1, states: 1 });
        expect(await forget(store, "", () => noonMs)).toMatchObject({ users: 1, states: 1 });
        expect(placesOf(await all({ leftAfter: 99 }))).toEqual([[1, "ada"]]);
      });

      it("takes what is more than one step, over the hours it came in", async () => {
        for (let hour = 0; hour < 3; hour += 1) {
          const at = noonMs + hour * hourMs;
          const users = Array.from({ length: 1_300 }, (_, n) =>
            user(`user-${n}`, new Date(at).toISOString(), n % 13 === 0 ? {} : mock),
          );
          await store.commit(users, at);
          await store.commit(users.map(({ userId }, n) => eventFor(userId, `${hour}-${n}`, at)).slice(0, 26), at);
        }
        await store.prune(noonMs + 25 * hourMs);
        expect(await forgetMock()).toMatchObject({ users: 1_200, states: 2_400, events: 48 });
        expect(await store.countUsers()).toBe(100);
        expect((await all({ leftAfter: 1e9 }, 9_999)).filter(({ type }) => type === "user")).toHaveLength(100);
      });
    });

    describe("of credentials", () => {
      const key = { id: "k1", name: "scraper", hash: "ab12", createdAt: noonMs, revokedAt: undefined };

      it("finds keys until they are revoked, and lists them ever after", async () => {
        await store.addKey({ ...key, scopes: ["ingest"] });
        await store.addKey({ ...key, id: "k2", scopes: ["ingest", "read"], createdAt: noonMs + 1 });
        expect(await store.findKey("k1")).toEqual({ ...key, scopes: ["ingest"] });
        expect(await store.findKey("k3")).toBeUndefined();

        expect(await store.revokeKey("k1", noonMs + 5)).toBe(true);
        expect(await store.revokeKey("k1", noonMs + 6)).toBe(false);
        expect(await store.revokeKey("k3", noonMs)).toBe(false);
        expect(await store.findKey("k1")).toMatchObject({ revokedAt: noonMs + 5 });
        expect((await store.listKeys()).map(({ id, scopes, revokedAt }) => [id, scopes, revokedAt])).toEqual([
          ["k1", ["ingest"], noonMs + 5],
          ["k2", ["ingest", "read"], undefined],
        ]);
      });

      const grant = {
        hash: "cd34",
        scopes: ["read" as const],
        expiresAt: noonMs + minuteMs,
        endsAt: noonMs + hourMs,
      };

      it("gives what is for one use to one of those who ask for it", async () => {
        await store.addGrant({ ...grant, kind: "ticket", keyId: undefined });
        const taken = await Promise.all([store.takeGrant("cd34"), store.takeGrant("cd34"), store.takeGrant("cd34")]);
        expect(taken.filter((one) => one !== undefined)).toEqual([{ ...grant, kind: "ticket", keyId: undefined }]);
      });

      it("ends the sessions of a key with the key, and others with their time", async () => {
        await store.addKey({ ...key, scopes: ["read"] });
        await store.addGrant({ ...grant, kind: "session", keyId: "k1" });
        await store.addGrant({ ...grant, hash: "ef56", kind: "session", endsAt: undefined, keyId: undefined });
        await store.revokeKey("k1", noonMs);
        expect(await store.findGrant("cd34")).toBeUndefined();
        expect(await store.findGrant("ef56")).toMatchObject({ kind: "session", endsAt: undefined });

        await store.prune(noonMs + 2 * minuteMs);
        expect(await store.findGrant("ef56")).toBeUndefined();
      });
    });
  });
}

type ArrivalOf<Type> = Extract<Arrival, { type: Type }>;

interface UserDetails {
  metric?: Partial<UserMetric>;
  meta?: Partial<Meta>;
  activity?: Activity;
  expiresInMs?: number;
  source?: string;
}

const mock: UserDetails = { source: "mock" };

function user(
  userId: string,
  timestamp: string,
  { metric = {}, meta = {}, activity = "active", expiresInMs = hourMs, source = "test" }: UserDetails = {},
): ArrivalOf<"user"> {
  return {
    type: "user",
    userId,
    source,
    version: toVersion(timestamp),
    observedAt: Date.parse(timestamp),
    expiresAt: Date.parse(timestamp) + expiresInMs,
    activity,
    // The instant in one spelling: two spellings of it would be other content.
    metricJson: JSON.stringify(metricOf(userId, { timestamp: new Date(timestamp).toISOString(), ...metric })),
    metaJson: JSON.stringify(metaOf("m1", { source, ...meta })),
  };
}

function left(userId: string, at: string, reason: ArrivalOf<"left">["reason"] = "gone"): ArrivalOf<"left"> {
  return { type: "left", userId, version: toVersion(at), at: Date.parse(at), reason };
}

function event(id: string, at = noonMs): ArrivalOf<"event"> {
  return { type: "event", id, at, eventJson: JSON.stringify(eventOf(id)) };
}

function eventFor(userId: string, id: string, at = noonMs): ArrivalOf<"event"> {
  return { type: "event", id, at, eventJson: JSON.stringify({ ...eventOf(id), userId }) };
}

function run(target: string, endedAt: string, { isGood = true } = {}): ArrivalOf<"run"> {
  const runJson = JSON.stringify({ target, endedAt });
  return { type: "run", target, version: toVersion(endedAt), at: Date.parse(endedAt), isGood, runJson };
}

function placesOf(changes: Change[]): [number, string][] {
  return changes.map((change) => [change.seq, nameOf(change)]);
}

function nameOf(change: Change): string {
  if (change.type === "user" || change.type === "left") return change.userId;
  if (change.type === "event") return (JSON.parse(change.eventJson) as { id: string }).id;
  return (JSON.parse(change.runJson) as { target: string }).target;
}
