import { beforeEach, expect, test } from "vitest";
import { Crowd, type Seat } from "../../../src/page/view/crowd.ts";
import { makeMeta, makeMetric } from "../../support/user-metrics.ts";

const now = Date.parse("2026-11-23T12:00:00Z");
const at = (seconds: number) => ({ now: now + seconds * 1_000, asOf: now + seconds * 1_000 });
const intervalOf = (): number => 60_000;

let changed: Set<Seat>;
let crowd: Crowd;
beforeEach(() => {
  changed = new Set();
  crowd = new Crowd((seat) => changed.add(seat));
});

/** Users who acted at a second after twelve. */
function put(second: number, ...userIds: string[]): void {
  const time = new Date(now + second * 1_000).toISOString();
  for (const userId of userIds)
    crowd.put(
      { metric: makeMetric({ userId, timestamp: time, lastActionTime: time }), meta: makeMeta() },
      at(second),
      intervalOf,
    );
}

const toIds = (seats: Iterable<Seat>): string[] => Array.from(seats, ({ row }) => row.metric.userId);
const statusOf = (userId: string): string | undefined => crowd.get(userId)?.status;

test("tells whose row is another: who is new, who has changed, who has left", () => {
  put(0, "new", "changed", "left", "same");
  expect(toIds(changed)).toEqual(["new", "changed", "left", "same"]);
  changed.clear();

  put(1, "changed");
  crowd.remove("left", 1_000);
  crowd.remove("nobody", 1_000);

  expect(toIds(changed)).toEqual(["changed", "left"]);
});

test("time alone changes a status, and tells of nobody else", () => {
  put(0, "early");
  put(30, "late");
  changed.clear();

  const work = crowd.judge(at(61), intervalOf);
  while (!work.next().done);

  expect([statusOf("early"), statusOf("late")]).toEqual(["idle", "active"]);
  expect(toIds(changed)).toEqual(["early"]);
});

test("lists who is there now: who comes, who leaves and who comes back", () => {
  put(0, "first", "second");
  expect(toIds(crowd.seats())).toEqual(["first", "second"]);

  put(1, "third", "first");
  expect(toIds(crowd.seats())).toEqual(["first", "second", "third"]);

  crowd.remove("first", 1_000);
  expect(toIds(crowd.seats())).toEqual(["second", "third"]);

  put(2, "first");
  expect(toIds(crowd.seats())).toEqual(["second", "third", "first"]);
});

test("many are judged in steps, and who leaves in between has left", () => {
  put(0, ...Array.from({ length: 2_000 }, (_, index) => `u${index}`));

  const work = crowd.judge(at(61), intervalOf);
  work.next();
  work.next();
  expect([statusOf("u0"), statusOf("u1999")]).toEqual(["idle", "active"]);
  crowd.remove("u1999", 1_000);
  while (!work.next().done);

  expect([statusOf("u1998"), statusOf("u1999")]).toEqual(["idle", "left"]);
});
