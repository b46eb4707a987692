import { describe, expect, it } from "vitest";
import type { Batch, Place } from "../../src/hub/batch.ts";
import { Crowd, type Member } from "../../src/hub/crowd.ts";
import { noTelemetry } from "../../src/hub/telemetry.ts";

const placeAt = (seq: number): Place => ({ seq, eventsAfter: seq, leftAfter: seq, isReset: false });

/** A hub that goes where it is told, and notes from where it is read. */
class Course {
  reached = 0;
  readonly readFrom: number[] = [];
  readonly crowd = new Crowd({
    read: (place) => this.#read(place),
    reached: () => this.reached,
    telemetry: noTelemetry,
  });
  problem: Error | undefined;

  goTo(seq: number): void {
    this.reached = seq;
    this.crowd.wake();
  }

  async #read({ seq }: Place): Promise<Batch> {
    this.readFrom.push(seq);
    if (this.problem) throw this.problem;
    const entries = [{ type: "left", seq: this.reached, userId: "ada", reason: "gone" }] as const;
    const end = placeAt(this.reached);
    return { epoch: "e", isReset: false, entries, skipped: 0, end, isLevel: true, movedAt: 0 };
  }
}

function memberAt(seq: number, then: (member: Member) => void = () => {}) {
  const member = {
    place: placeAt(seq),
    taken: [] as number[],
    failed: [] as unknown[],
    take(batch: Batch) {
      member.place = batch.end;
      member.taken.push(batch.end.seq);
      then(member);
    },
    fail: (error: unknown) => void member.failed.push(error),
  };
  return member;
}

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe("a crowd of readers", () => {
  it("is read for once from where all stand, and each is handed it", async () => {
    const course = new Course();
    const members = [memberAt(0), memberAt(0), memberAt(0)];
    for (const member of members) expect(course.crowd.join(member)).toBe(true);
    course.goTo(1);
    await turns(2);
    expect(members.map(({ taken }) => taken)).toEqual([[1], [1], [1]]);
    expect(course.readFrom).toEqual([0]);
  });

  it("hands nobody what it has, where some stand further on than others", async () => {
    const course = new Course();
    const [behind, ahead] = [memberAt(0), memberAt(1)];
    course.crowd.join(behind);
    // One that reads by itself can see a commit before the hub has heard of it.
    course.crowd.join(ahead);
    course.goTo(1);
    await turns(2);
    course.goTo(2);
    await turns(2);
    expect([behind.taken, ahead.taken]).toEqual([[1, 2], [2]]);
    expect(course.readFrom).toEqual([0, 1]);
  });

  it("reads for each who knows less of who left, though they stand at one number", async () => {
    const course = new Course();
    const [knows, knowsLess] = [memberAt(5), memberAt(5)];
    knowsLess.place = { ...placeAt(5), leftAfter: 2 };
    course.reached = 5;
    course.crowd.join(knows);
    course.crowd.join(knowsLess);
    course.goTo(6);
    await turns(4);
    expect([knows.taken, knowsLess.taken, course.readFrom]).toEqual([[6], [6], [5, 5]]);
  });

  it("lets one that cannot be handed anything fail alone", async () => {
    const course = new Course();
    const broken = memberAt(0, () => {
      throw new Error("EPIPE");
    });
    const members = [memberAt(0), broken, memberAt(0)];
    for (const member of members) course.crowd.join(member);
    course.goTo(1);
    await turns(2);
    expect(members.map(({ taken, failed }) => [taken.length, failed.length])).toEqual([
      [1, 0],
      [1, 1],
      [1, 0],
    ]);
  });

  it("goes on to what came while it was being handed something", async () => {
    const course = new Course();
    const member = memberAt(0, ({ place }) => place.seq < 3 && course.goTo(place.seq + 1));
    course.crowd.join(member);
    course.goTo(1);
    await turns(4);
    expect(member.taken).toEqual([1, 2, 3]);
  });

  it("takes in nobody who is behind, and hands nothing to who has left", async () => {
    const course = new Course();
    const [late, gone] = [memberAt(0), memberAt(1)];
    course.reached = 1;
    expect(course.crowd.join(late)).toBe(false);
    expect(course.crowd.join(gone)).toBe(true);
    course.goTo(2);
    course.crowd.leave(gone);
    await turns(2);
    expect([late.taken, gone.taken]).toEqual([[], []]);
  });

  it("tells all when it cannot be read for, and is there for who comes next", async () => {
    const course = new Course();
    const [first, next] = [memberAt(0), memberAt(1)];
    course.crowd.join(first);
    course.problem = new Error("disk gone");
    course.goTo(1);
    await turns(2);
    expect(first.failed).toEqual([course.problem]);

    course.crowd.leave(first);
    course.problem = undefined;
    course.crowd.join(next);
    course.goTo(2);
    await turns(2);
    expect(next.taken).toEqual([2]);
  });
});
