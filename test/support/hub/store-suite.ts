import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Arrival, Change, Store } from "../../../src/hub/store/store.ts";
import { toVersion } from "../../../src/hub/store/version.ts";
import { eventOf, metaOf, metricOf } from "./metric.ts";

type OpenStore = (eventsKept: number) => Promise<Store>;

const everything = { seq: 0, eventsAfter: 0 };
const noon = "2026-01-05T12:00:00.000Z";

/** What every store promises the hub. `open` opens the same one each time within a test. */
export function describeStore(name: string, createOpener: () => OpenStore): void {
  describe(`${name} as a store`, () => {
    let open: OpenStore;
    let store: Store;
    beforeEach(async () => {
      open = createOpener();
      store = await open(100);
    });
    afterEach(() => store.close());

    it("begins empty, and keeps its epoch and its changes when it is opened again", async () => {
      expect(await store.latestSeq()).toBe(0);
      expect(await store.changesAfter(everything, 10)).toEqual([]);
      const { epoch } = store;
      await store.commit([user("ada", noon), event("e1")]);
      const before = await store.changesAfter(everything, 10);

      await store.close();
      store = await open(100);
      expect(store.epoch).toBe(epoch);
      expect(await store.latestSeq()).toBe(2);
      expect(await store.changesAfter(everything, 10)).toEqual(before);
    });

    it("gives what it accepts the next place, and a user only the last of his", async () => {
      await store.commit([user("ada", noon), user("bob", noon), event("e1")]);
      const commit = await store.commit([user("ada", "2026-01-05T12:00:01.000Z")]);

      expect(commit).toEqual({ seq: 4, accepted: [true] });
      expect(placesOf(await store.changesAfter(everything, 10))).toEqual([
        [2, "bob"],
        [3, "e1"],
        [4, "ada"],
      ]);
    });

    it("returns metrics, metas and events as they were given", async () => {
      const ada = user("ada", noon);
      const e1 = event("e1");
      await store.commit([ada, e1]);
      expect(await store.changesAfter(everything, 10)).toEqual([
        { type: "user", seq: 1, userId: "ada", metricJson: ada.metricJson, metaJson: ada.metaJson },
        { type: "event", seq: 2, eventJson: e1.eventJson },
      ]);
    });

    it.each([
      ["an older one", user("ada", "2026-01-05T11:59:59.999Z"), false],
      ["an older one, written with an offset", user("ada", "2026-01-05T13:59:59.000+02:00"), false],
      ["an older one, by less than a millisecond", user("ada", "2026-01-05T11:59:59.9999Z"), false],
      ["the same again", user("ada", noon), false],
      ["the same by another road", user("ada", noon, { meta: { id: "other", source: "other" } }), false],
      ["another of the same instant", user("ada", noon, { metric: { pageViews: 43 } }), true],
      ["the same with other fields missing", user("ada", noon, { meta: { missing: { email: "not seen" } } }), true],
      ["a newer one, written with an offset", user("ada", "2026-01-05T11:00:00.001-01:00"), true],
      ["a newer one, by less than a millisecond", user("ada", "2026-01-05T12:00:00.0001Z"), true],
    ])("after a metric comes %s", async (_, arrival, isAccepted) => {
      await store.commit([user("ada", noon)]);
      expect(await store.commit([arrival])).toEqual({ seq: isAccepted ? 2 : 1, accepted: [isAccepted] });
    });

    it("settles several of one user within one commit", async () => {
      const { accepted } = await store.commit([
        user("ada", "2026-01-05T12:00:01.000Z"),
        user("ada", "2026-01-05T12:00:02.000Z"),
        user("ada", "2026-01-05T12:00:00.000Z"),
      ]);
      expect(accepted).toEqual([true, true, false]);
      expect(placesOf(await store.changesAfter(everything, 10))).toEqual([[2, "ada"]]);
    });

    it("accepts an event once", async () => {
      expect((await store.commit([event("e1"), event("e2"), event("e1")])).accepted).toEqual([true, true, false]);
      expect(await store.commit([event("e2")])).toEqual({ seq: 2, accepted: [false] });
    });

    it("keeps the last events only, and counts on", async () => {
      await store.commit(Array.from({ length: 150 }, (_, index) => event(`e${index + 1}`)));
      const places = placesOf(await store.changesAfter(everything, 1_000));
      expect(places).toHaveLength(100);
      expect(places[0]).toEqual([51, "e51"]);
      expect(await store.commit([event("e151")])).toEqual({ seq: 151, accepted: [true] });
    });

    it("reads from a place on, as many as asked for, and leaves older events out", async () => {
      await store.commit([event("e1"), user("ada", noon), event("e2"), user("bob", noon), event("e3")]);
      expect(placesOf(await store.changesAfter({ seq: 1, eventsAfter: 1 }, 2))).toEqual([
        [2, "ada"],
        [3, "e2"],
      ]);
      expect(placesOf(await store.changesAfter({ seq: 0, eventsAfter: 3 }, 10))).toEqual([
        [2, "ada"],
        [4, "bob"],
        [5, "e3"],
      ]);
    });

    it("knows where its last events begin", async () => {
      expect(await store.seqBeforeLastEvents(2)).toBe(0);
      await store.commit([event("e1"), user("ada", noon), event("e2"), event("e3")]);
      expect(await store.seqBeforeLastEvents(3)).toBe(0);
      expect(await store.seqBeforeLastEvents(2)).toBe(1);
    });

    it("commits all or nothing", async () => {
      const broken = { ...user("bob", noon), metricJson: null as never };
      await expect(store.commit([user("ada", noon), broken])).rejects.toThrow();
      expect(await store.changesAfter(everything, 10)).toEqual([]);
      expect(await store.commit([user("ada", noon)])).toEqual({ seq: 1, accepted: [true] });
    });
  });
}

type UserArrival = Extract<Arrival, { type: "user" }>;
type EventArrival = Extract<Arrival, { type: "event" }>;

function user(userId: string, timestamp: string, { metric = {}, meta = {} } = {}): UserArrival {
  return {
    type: "user",
    userId,
    version: toVersion(timestamp),
    // The instant in one spelling: two spellings of it would be other content.
    metricJson: JSON.stringify(metricOf(userId, { timestamp: new Date(timestamp).toISOString(), ...metric })),
    metaJson: JSON.stringify(metaOf("m1", meta)),
  };
}

function event(id: string): EventArrival {
  return { type: "event", id, eventJson: JSON.stringify(eventOf(id)) };
}

function placesOf(changes: Change[]): [number, string][] {
  return changes.map((change) => [
    change.seq,
    change.type === "user" ? change.userId : (JSON.parse(change.eventJson) as { id: string }).id,
  ]);
}
