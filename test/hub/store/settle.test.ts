import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settle, type Known, type KnownUser } from "../../../src/hub/store/settle.ts";
import type { Arrival } from "../../../src/hub/store/store.ts";

const nothing: Known = { users: new Map(), eventIds: new Set(), runs: new Map() };

/** A user whose times are written as digits, which sort as they should. */
function user(userId: string, time: number, metricJson = `${userId}@${time}`): Arrival {
  return {
    type: "user",
    userId,
    source: "test",
    version: String(time),
    observedAt: time * 1_000,
    expiresAt: 0,
    activity: "active",
    metricJson,
    metaJson: `{"id":"${time}","source":"test","missing":{}}`,
  };
}

const left = (userId: string, time: number): Arrival => ({
  type: "left",
  userId,
  version: String(time),
  at: time * 1_000,
  reason: "gone",
});
const event = (id: string): Arrival => ({ type: "event", id, at: 0, eventJson: "{}" });

describe("settling arrivals", () => {
  it("leads from each state of a user to the one before, through leavings", () => {
    const { history } = settle([user("ada", 1), left("ada", 2), user("bob", 1), user("ada", 3)], nothing, 10);
    expect(history.map(({ seq, priorSeq, userId, metricJson }) => [seq, priorSeq, userId, metricJson])).toEqual([
      [11, 0, "ada", "ada@1"],
      [12, 11, "ada", ""],
      [13, 0, "bob", "bob@1"],
      [14, 12, "ada", "ada@3"],
    ]);
  });

  it("gives events the last places, next to each other", () => {
    const { events, accepted, seq } = settle([event("e1"), user("ada", 1), event("e1"), event("e2")], nothing, 0);
    expect(events.map(({ id, seq: place }) => [id, place])).toEqual([
      ["e1", 2],
      ["e2", 3],
    ]);
    expect([accepted, seq]).toEqual([[true, true, false, true], 3]);
  });

  it("lets nobody leave twice, nor who was observed after it", () => {
    const { accepted } = settle([user("ada", 5), left("ada", 4), left("ada", 5), left("ada", 6)], nothing, 0);
    expect(accepted).toEqual([true, false, true, false]);
  });

  it("names who sent what is older than what is known, be it a moment ago, and not who sends the same again", () => {
    const late = { ...user("ada", 3), source: "late" } as Arrival;
    const { accepted, older } = settle([user("ada", 5), user("ada", 5), late, user("bob", 1)], nothing, 0);
    expect([accepted, older]).toEqual([[true, false, false, true], ["late"]]);
  });

  it("takes the same by another road for the same, and other content of the same instant for news", () => {
    const other = { ...user("ada", 1), metaJson: '{"id":"x","source":"y","missing":{}}' } as Arrival;
    const missing = {
      ...user("ada", 1),
      metaJson: '{"id":"1","source":"test","missing":{"email":"not seen"}}',
    } as Arrival;
    expect(settle([user("ada", 1), other, missing], nothing, 0).accepted).toEqual([true, false, true]);
  });

  it("ends the same in whatever order and however often states of different times arrive", () => {
    const states = fc.array(
      fc.record({ userId: fc.constantFrom("ada", "bob"), time: fc.integer({ min: 100, max: 120 }) }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(states, fc.infiniteStream(fc.nat(1_000)), (sent, order) => {
        const shuffled = [...sent, ...sent]
          .map((state) => ({ state, place: order.next().value }))
          .toSorted((a, b) => a.place - b.place)
          .map(({ state }) => user(state.userId, state.time));
        const { users, history, seq } = settle(shuffled, nothing, 0);

        for (const [userId, row] of users) {
          const newest = Math.max(...sent.filter((state) => state.userId === userId).map(({ time }) => time));
          expect(row.version).toBe(String(newest));
        }
        expect(history.map((row) => row.seq)).toEqual(Array.from({ length: seq }, (_, index) => index + 1));
        const versions = history.map(({ userId, metricJson }) => `${userId} ${metricJson}`);
        expect(new Set(versions).size).toBe(versions.length);
      }),
    );
  });

  it("settles many commits as it settles one", () => {
    const arrivals = fc.array(
      fc.oneof(
        fc.tuple(fc.constantFrom("ada", "bob"), fc.integer({ min: 100, max: 110 })).map(([id, time]) => user(id, time)),
        fc.tuple(fc.constantFrom("ada", "bob"), fc.integer({ min: 100, max: 110 })).map(([id, time]) => left(id, time)),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(arrivals, (sent) => {
        const users = new Map<string, KnownUser>();
        let seq = 0;
        const accepted = sent.map((arrival) => {
          const settlement = settle([arrival], { ...nothing, users }, seq);
          for (const [userId, row] of settlement.users) users.set(userId, row);
          seq = settlement.seq;
          return settlement.accepted[0];
        });
        const atOnce = settle(sent, nothing, 0);
        expect([atOnce.accepted, atOnce.seq]).toEqual([accepted, seq]);
        expect([...atOnce.users]).toEqual(expect.arrayContaining([...users]));
      }),
    );
  });
});
