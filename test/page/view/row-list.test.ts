import { beforeEach, describe, expect, test, vi } from "vitest";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { initialChoice } from "../../../src/page/view/choice.ts";
import { Crowd, type Seat } from "../../../src/page/view/crowd.ts";
import { noFilters } from "../../../src/page/view/filters.ts";
import { RowList } from "../../../src/page/view/row-list.ts";
import { makeMeta, makeMetric } from "../../support/user-metrics.ts";

const now = Date.parse("2026-11-23T12:00:00Z");
const clock = { now, asOf: now };
const nobody: ReadonlySet<Seat> = new Set();

let crowd: Crowd;
let list: RowList;
let onSorted: ReturnType<typeof vi.fn<() => void>>;
beforeEach(() => {
  crowd = new Crowd();
  onSorted = vi.fn<() => void>();
  list = new RowList(initialChoice, onSorted);
});

/** Users who acted so many seconds ago. */
function put(secondsAgo: Record<string, number>, given: Partial<UserMetric> = {}): void {
  for (const [userId, seconds] of Object.entries(secondsAgo)) {
    const lastActionTime = new Date(now - seconds * 1_000).toISOString();
    const metric = makeMetric({ userId, userName: userId, lastActionTime, ...given });
    list.note(crowd.put({ metric, meta: makeMeta() }, clock, () => 60_000));
  }
}

const arrange = (isHeld = false): void => list.arrange({ isHeld, gone: nobody });
const shown = (): string => list.shown.map(({ row }) => row.metric.userId).join(" ");

test("puts users where they belong when it is asked to, and not before", () => {
  put({ a: 30, b: 10, c: 20 });
  expect(shown()).toBe("");
  arrange();
  expect(shown()).toBe("b c a");

  put({ a: 0, d: 15 });
  expect(shown()).toBe("b c a");
  arrange();
  expect(shown()).toBe("a b d c");
});

test("held, everybody keeps their place and who is new comes last; let go, all is sorted", () => {
  put({ a: 10, b: 20 });
  arrange();

  put({ b: 0, c: 1 });
  arrange(true);
  expect(shown()).toBe("a b c");
  arrange();

  expect(shown()).toBe("b c a");
});

test("another sort is obeyed at once", () => {
  put({ a: 10, b: 20 });
  arrange();

  list.sortBy({ column: "action", direction: "ascending" });

  expect(shown()).toBe("b a");
});

test("who has left stays in view until they are let go", () => {
  put({ a: 10, b: 20 });
  arrange();
  const seat = crowd.remove("a", 1_000)!;
  list.note(seat);
  arrange();
  expect(list.shown.map(({ row }) => row.status)).toEqual(["left", "active"]);

  expect(crowd.forget(999).size).toBe(0);
  list.arrange({ isHeld: false, gone: crowd.forget(1_000) });

  expect(shown()).toBe("b");
});

test("who comes back within that time has one place", () => {
  put({ a: 10 });
  arrange();
  list.note(crowd.remove("a", 1_000)!);
  put({ a: 0 });
  arrange();

  list.arrange({ isHeld: false, gone: crowd.forget(5_000) });

  expect(shown()).toBe("a");
});

describe("a filter", () => {
  test("hides at once whom it does not let through, and follows what changes", () => {
    put({ a: 10 }, { company: "Halden Freight" });
    put({ b: 20 }, { company: "Civic Grid" });
    arrange();

    list.filterBy("", { ...noFilters, company: ["Civic Grid"] });
    expect(shown()).toBe("b");
    put({ a: 5 }, { company: "Civic Grid" });
    arrange();

    expect(shown()).toBe("a b");
  });

  test("goes with the search", () => {
    put({ ada: 10, bo: 20 });
    arrange();

    list.filterBy("AD", noFilters);

    expect(shown()).toBe("ada");
  });
});

test("an order of many users is made in slices, and knows who came and left meanwhile", async () => {
  const many = Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`u${index}`, index % 3_600]));
  put(many);
  arrange();

  list.sortBy({ column: "user", direction: "ascending" });
  put({ aaron: 5 });
  arrange();
  list.note(crowd.remove("u0", 0)!);
  list.arrange({ isHeld: false, gone: crowd.forget(0) });
  await vi.waitFor(() => expect(onSorted).toHaveBeenCalled(), { timeout: 20_000 });

  expect(list.shown).toHaveLength(60_000);
  expect(list.shown.slice(0, 3).map(({ row }) => row.metric.userId)).toEqual(["aaron", "u1", "u2"]);
});
