import { describe, expect, it } from "vitest";
import { RecentChanges } from "../../src/hub/recent-changes.ts";
import type { Arrival, Change } from "../../src/hub/store/store.ts";

const eventOf = (id: string, text = "{}"): Arrival => ({ type: "event", id, at: 0, eventJson: text });

function followedFrom(seq: number): RecentChanges {
  const recent = new RecentChanges({ seq, eventsKept: 100 });
  recent.follow();
  return recent;
}

/** All of them are accepted. */
function add(recent: RecentChanges, upTo: number, ...arrivals: Arrival[]): void {
  recent.add(arrivals, { seq: upTo, accepted: arrivals.map(() => true) });
}

function after(recent: RecentChanges, seq: number): Change["seq"][] | undefined {
  return recent.after({ seq, eventsAfter: seq, leftAfter: seq }, 100)?.map((change) => change.seq);
}

describe("recent changes", () => {
  it("are at hand from where somebody began to follow", () => {
    const recent = followedFrom(7);
    add(recent, 9, eventOf("e1"), eventOf("e2"));
    expect(after(recent, 6)).toBeUndefined();
    expect(after(recent, 7)).toEqual([8, 9]);
    expect(after(recent, 8)).toEqual([9]);
    expect(after(recent, 9)).toBeUndefined();
  });

  it("leave out what was not accepted, which took no place", () => {
    const recent = followedFrom(0);
    recent.add([eventOf("e1"), eventOf("e1"), eventOf("e2")], { seq: 2, accepted: [true, false, true] });
    expect(after(recent, 0)).toEqual([1, 2]);
  });

  it("are not kept while nobody follows", () => {
    const recent = new RecentChanges({ seq: 0, eventsKept: 100 });
    add(recent, 1, eventOf("e1"));
    expect(after(recent, 0)).toBeUndefined();

    const unfollow = recent.follow();
    add(recent, 2, eventOf("e2"));
    expect(after(recent, 1)).toEqual([2]);
    unfollow();
    add(recent, 3, eventOf("e3"));
    expect(after(recent, 1)).toBeUndefined();
  });

  it("begin anew where another hub has come between", () => {
    const recent = followedFrom(0);
    add(recent, 1, eventOf("e1"));
    add(recent, 3, eventOf("e3"));
    expect([0, 1, 2].map((seq) => after(recent, seq))).toEqual([undefined, undefined, undefined]);
    add(recent, 4, eventOf("e4"));
    expect(after(recent, 3)).toEqual([4]);
  });

  it("begin anew where another hub was noticed before a commit of this one was heard of", () => {
    const recent = followedFrom(0);
    recent.skipTo(3);
    add(recent, 2, eventOf("e2"));
    expect([1, 2].map((seq) => after(recent, seq))).toEqual([undefined, undefined]);
    add(recent, 4, eventOf("e4"));
    expect(after(recent, 3)).toEqual([4]);
  });

  it("are forgotten when the store may have dropped some of them", () => {
    const recent = followedFrom(0);
    add(recent, 1, eventOf("e1"));
    recent.clear();
    expect(after(recent, 0)).toBeUndefined();
    add(recent, 2, eventOf("e2"));
    expect(after(recent, 1)).toEqual([2]);
  });

  it("hold no more events than the store, which knows of those that are missing", () => {
    const recent = new RecentChanges({ seq: 0, eventsKept: 4 });
    recent.follow();
    add(recent, 2, eventOf("e1"), eventOf("e2"));
    add(recent, 4, eventOf("e3"), eventOf("e4"));
    expect(after(recent, 0)).toEqual([1, 2, 3, 4]);
    add(recent, 5, eventOf("e5"));
    expect([0, 2, 3].map((seq) => after(recent, seq))).toEqual([undefined, undefined, [4, 5]]);
  });

  it("take no more memory than several commits of many", () => {
    const recent = followedFrom(0);
    const megabyte = "x".repeat(1024 * 1024);
    for (let seq = 1; seq <= 9; seq += 1) add(recent, seq, eventOf(`e${seq}`, megabyte));
    expect(after(recent, 4)).toBeUndefined();
    expect(after(recent, 5)).toEqual([6, 7, 8, 9]);
  });
});
