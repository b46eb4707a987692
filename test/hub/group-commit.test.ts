import { describe, expect, it } from "vitest";
import { GroupCommit, type GroupCommitOptions } from "../../src/hub/group-commit.ts";
import type { Arrival, Taken } from "../../src/hub/store/store.ts";

function arrivals(...ids: string[]): Arrival[] {
  return ids.map((id) => ({ type: "event", id, at: 0, eventJson: "{}" }));
}

/** Accepts what begins with an "a", and notes which ids came together. */
function createCommit(groups: string[][]): (arrivals: readonly Arrival[]) => Promise<Taken> {
  return async (group) => {
    const ids = group.map((arrival) => (arrival.type === "event" ? arrival.id : ""));
    groups.push(ids);
    if (ids.includes("fail")) throw new Error("The disk is full");
    return { seq: groups.length, accepted: ids.map((id) => id.startsWith("a")) };
  };
}

function waitingFor(disk: Promise<void>, commit: GroupCommitOptions["commit"]): GroupCommitOptions["commit"] {
  return async (group) => {
    const done = await commit(group);
    await disk;
    return done;
  };
}

function many(prefix: string, count: number): Arrival[] {
  return arrivals(...Array.from({ length: count }, (_, n) => `${prefix}${n}`));
}

describe("a group commit", () => {
  it("lets requests of one tick share a commit, and gives each its own answer", async () => {
    const groups: string[][] = [];
    const commits = new GroupCommit({ commit: createCommit(groups), commitsAhead: 1 });
    const answers = await Promise.all([
      commits.add(arrivals("a1", "b1")),
      commits.add(arrivals("a2")),
      commits.add([]),
    ]);

    expect(groups).toEqual([["a1", "b1", "a2"]]);
    expect(answers).toEqual([
      { seq: 1, accepted: [true, false] },
      { seq: 1, accepted: [true] },
      { seq: 1, accepted: [] },
    ]);
  });

  it("goes on at once with what came during a commit", async () => {
    const groups: string[][] = [];
    const disk = Promise.withResolvers<void>();
    const commits = new GroupCommit({ commit: waitingFor(disk.promise, createCommit(groups)), commitsAhead: 1 });
    const first = commits.add(arrivals("a1"));
    await new Promise((resolve) => setImmediate(resolve));
    const others = [commits.add(arrivals("a2")), commits.add(arrivals("a3"))];
    let hasTurned = false;
    setImmediate(() => (hasTurned = true));
    disk.resolve();
    await Promise.all([first, ...others]);
    expect(groups).toEqual([["a1"], ["a2", "a3"]]);
    expect(hasTurned).toBe(false);
  });

  it("answers none of a group that failed, and goes on with the next", async () => {
    const groups: string[][] = [];
    const commits = new GroupCommit({ commit: createCommit(groups), commitsAhead: 1 });
    const failed = await Promise.allSettled([commits.add(arrivals("a1")), commits.add(arrivals("fail"))]);
    expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await commits.add(arrivals("a2"))).toEqual({ seq: 2, accepted: [true] });
  });

  it("takes no more than 5,000 at once, but one request whole", async () => {
    const groups: string[][] = [];
    const commits = new GroupCommit({ commit: createCommit(groups), commitsAhead: 1 });
    await Promise.all([commits.add(arrivals("a")), commits.add(many("a", 6_000)), commits.add(arrivals("b"))]);
    expect(groups.map(({ length }) => length)).toEqual([1, 6_000, 1]);
  });

  it("turns away what comes while too much waits, and takes it again afterwards", async () => {
    const groups: string[][] = [];
    const commits = new GroupCommit({ commit: createCommit(groups), commitsAhead: 1, capacity: 5 });
    // The text of an event is two characters here.
    const first = commits.add(arrivals("a1", "a2", "a3"));
    await expect(commits.add(arrivals("a4"))).rejects.toMatchObject({ name: "BusyError", statusCode: 503 });
    await first;
    expect(await commits.add(arrivals("a4"))).toMatchObject({ accepted: [true] });
    expect(groups).toEqual([["a1", "a2", "a3"], ["a4"]]);
  });

  it("begins with many at once, and with as many commits as the store takes ahead", async () => {
    const groups: string[][] = [];
    const disk = Promise.withResolvers<void>();
    const commits = new GroupCommit({ commit: waitingFor(disk.promise, createCommit(groups)), commitsAhead: 2 });
    const adding = [
      commits.add(many("a", 500)),
      commits.add(many("b", 500)),
      commits.add(many("c", 500)),
      commits.add(arrivals("a")),
    ];
    expect(groups.map(([first]) => first)).toEqual(["a0", "b0"]);

    disk.resolve();
    const answers = await Promise.all(adding);
    expect(groups.map(({ length }) => length)).toEqual([500, 500, 501]);
    expect(answers.map(({ seq }) => seq)).toEqual([1, 2, 3, 3]);
  });

  it("leaves the few that came during several commits to the last that ends", async () => {
    const groups: string[][] = [];
    const disks = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const commit = createCommit(groups);
    const commits = new GroupCommit({
      commit: (group) => waitingFor(disks[groups.length]?.promise ?? Promise.resolve(), commit)(group),
      commitsAhead: 2,
    });
    const [first, second] = [commits.add(many("a", 500)), commits.add(many("b", 500))];
    const few = commits.add(arrivals("a"));
    disks[0]!.resolve();
    await first;
    expect(groups).toHaveLength(2);

    disks[1]!.resolve();
    await Promise.all([second, few, commits.idle()]);
    expect(groups.map(({ length }) => length)).toEqual([500, 500, 1]);
  });

  it("leaves nothing behind where several commits end at once", async () => {
    const groups: string[][] = [];
    const disk = Promise.withResolvers<void>();
    const commits = new GroupCommit({ commit: waitingFor(disk.promise, createCommit(groups)), commitsAhead: 3 });
    const adding = ["a", "b", "c"].map((prefix) => commits.add(many(prefix, 500)));
    adding.push(commits.add(arrivals("a")));
    disk.resolve();
    await Promise.all(adding);
    await commits.idle();
    expect(groups.map(({ length }) => length)).toEqual([500, 500, 500, 1]);
  });

  it("is idle when all that waited is committed", async () => {
    const groups: string[][] = [];
    const commits = new GroupCommit({ commit: createCommit(groups), commitsAhead: 1 });
    const adding = commits.add(arrivals("a1"));
    await commits.idle();
    expect(groups).toHaveLength(1);
    await adding;
    await commits.idle();
  });
});
