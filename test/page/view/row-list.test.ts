import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { initialChoice } from "../../../src/page/view/choice.ts";
import { Crowd } from "../../../src/page/view/crowd.ts";
import { noFilters } from "../../../src/page/view/filters.ts";
import type { Sort } from "../../../src/page/view/order.ts";
import { RowList } from "../../../src/page/view/row-list.ts";
import { tickBy } from "../../support/slices.ts";
import { makeMeta, makeMetric } from "../../support/user-metrics.ts";

const now = Date.parse("2026-11-23T12:00:00Z");
const clock = { now, asOf: now };

let crowd: Crowd;
let list: RowList;
let onArranged: ReturnType<typeof vi.fn<() => void>>;
beforeEach(() => {
  tickBy(0);
  begin();
});
afterEach(() => vi.restoreAllMocks());

function begin(): void {
  onArranged = vi.fn<() => void>();
  list = new RowList(initialChoice, onArranged);
  crowd = new Crowd((seat) => list.note(seat));
}

interface Given extends Partial<UserMetric> {
  source?: string;
}

/** Users who acted so many seconds ago. */
function put(secondsAgo: Record<string, number>, { source = "crm-admin", ...given }: Given = {}): void {
  for (const [userId, seconds] of Object.entries(secondsAgo)) {
    const lastActionTime = new Date(now - seconds * 1_000).toISOString();
    const metric = makeMetric({ userId, userName: userId, lastActionTime, ...given });
    crowd.put({ metric, meta: makeMeta({ source }) }, clock, () => 60_000);
  }
}

const leave = (userId: string): void => crowd.remove(userId, 1_000);
const arrange = (): void => list.arrange([]);
const append = (): void => list.append();
const stop = (): void => list.stop();
const letGo = (): void => list.arrange(crowd.forget(Infinity));
const shown = (): string => list.shown.seats.map(({ row }) => row.metric.userId).join(" ");

test("puts users where they belong when it is asked to, and not before", () => {
  put({ a: 30, b: 10, c: 20 });
  expect(shown()).toBe("");
  expect(list.isFilling).toBe(true);
  arrange();
  expect(shown()).toBe("b c a");
  expect(list.isFilling).toBe(false);

  put({ a: 0, d: 15 });
  expect(shown()).toBe("b c a");
  arrange();
  expect(shown()).toBe("a b d c");
});

test("held, everybody keeps their place and who is new comes last; let go, all is sorted", () => {
  put({ a: 10, b: 20 });
  arrange();

  put({ b: 0, d: 2 });
  append();
  expect(shown()).toBe("a b d");
  put({ c: 1 });
  append();
  expect(shown()).toBe("a b d c");
  arrange();

  expect(shown()).toBe("b c d a");
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
  leave("a");
  arrange();
  expect(list.shown.seats.map(({ row }) => row.status)).toEqual(["left", "active"]);

  expect(crowd.forget(999).size).toBe(0);
  list.arrange(crowd.forget(1_000));
  expect(shown()).toBe("b");
  onArranged.mockClear();
  arrange();

  expect(onArranged).not.toHaveBeenCalled();
});

test("who comes back within that time has one place", () => {
  put({ a: 10 });
  arrange();
  leave("a");
  put({ a: 0 });
  arrange();

  list.arrange(crowd.forget(5_000));

  expect(shown()).toBe("a");
});

test("knows whether anybody shown is made up", () => {
  put({ ada: 10 });
  arrange();
  expect(list.shown.isSynthetic).toBe(false);

  put({ mock: 20 }, { source: "mock" });
  append();
  expect(list.shown.isSynthetic).toBe(true);
  arrange();
  expect(list.shown.isSynthetic).toBe(true);
  list.filterBy("ada", noFilters);
  expect(list.shown.isSynthetic).toBe(false);
  list.filterBy("", noFilters);
  put({ mock: 20 });
  arrange();

  expect(list.shown.isSynthetic).toBe(false);
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

describe("where each step takes a slice of its own", () => {
  beforeEach(() => tickBy(1_000));

  const nextTask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  async function finish(): Promise<void> {
    while (list.isAtWork) await nextTask();
  }

  async function fill(): Promise<void> {
    put({ a: 10, b: 20, c: 30 });
    arrange();
    await finish();
  }

  test("nobody moves before all are where they belong", async () => {
    await fill();
    onArranged.mockClear();

    put({ c: 0 });
    arrange();
    while (list.isAtWork) {
      expect(shown()).toBe("a b c");
      await nextTask();
    }

    expect(shown()).toBe("c a b");
    expect(onArranged).toHaveBeenCalledTimes(1);
  });

  test("who was being put elsewhere stays in place once the order is held, and goes there when it is let go", async () => {
    await fill();
    put({ c: 0, d: 5 });
    arrange();
    await nextTask();

    append();
    expect(shown()).toBe("a b c d");
    await finish();
    expect(shown()).toBe("a b c d");
    arrange();
    await finish();

    expect(shown()).toBe("c d a b");
  });

  test("who changes on the way to their first place is in the list once", async () => {
    await fill();
    put({ d: 40 });
    arrange();
    for (let task = 0; task < 3; task++) await nextTask();
    expect(list.isAtWork).toBe(true);

    put({ d: 0 });
    await finish();
    append();
    expect(shown()).toBe("a b c d");
    arrange();
    await finish();

    expect(shown()).toBe("d a b c");
  });

  test("who is let go on the way to another place is gone, even where nobody gets there", async () => {
    await fill();
    leave("b");
    arrange();
    for (let task = 0; task < 3; task++) await nextTask();
    expect(list.isAtWork).toBe(true);

    letGo();
    append();
    arrange();
    await finish();

    expect(shown()).toBe("a c");
  });

  test("the first list is made even where nobody is to move", async () => {
    put({ a: 20, b: 10 });
    arrange();
    stop();
    append();
    expect(shown()).toBe("");
    await finish();

    expect(shown()).toBe("b a");
  });

  test("what is asked for while an order is made is obeyed as well", async () => {
    await fill();
    list.sortBy({ column: "user", direction: "descending" });
    await nextTask();

    list.filterBy("", { ...noFilters, status: ["active", "idle"] });
    put({ d: 7_200 });
    arrange();
    await finish();
    expect(shown()).toBe("c b a");
    arrange();
    await finish();

    expect(shown()).toBe("d c b a");
  });

  let wish = initialChoice;
  function sort(by: Sort): void {
    wish = { ...wish, sort: by };
    list.sortBy(by);
  }
  function search(query: string): void {
    wish = { ...wish, query };
    list.filterBy(query, noFilters);
  }

  const userId = fc.constantFrom("a", "b", "c", "d");
  const secondsAgo = fc.constantFrom(0, 10, 20, 3_600);
  const sorts = fc.constantFrom<Sort[]>(
    { column: "action", direction: "descending" },
    { column: "action", direction: "ascending" },
    { column: "user", direction: "descending" },
    { column: "status", direction: "ascending" },
  );
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(userId, secondsAgo).map(
        ([user, seconds]) =>
          () =>
            put({ [user]: seconds }),
      ),
    },
    { weight: 4, arbitrary: fc.constantFrom(nextTask, nextTask, finish) },
    { weight: 6, arbitrary: fc.constantFrom(arrange, letGo, append, stop) },
    { weight: 2, arbitrary: userId.map((user) => () => leave(user)) },
    { weight: 1, arbitrary: sorts.map((by) => () => sort(by)) },
    { weight: 1, arbitrary: fc.constantFrom("", "active", "idle").map((query) => () => search(query)) },
  );

  test("whatever comes in between, it ends in the list that is made at once, and nobody is ever in it twice", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        begin();
        wish = initialChoice;
        for (const take of steps) {
          await take();
          expect(new Set(list.shown.seats).size).toBe(list.shown.seats.length);
        }
        await finish();
        letGo();
        await finish();

        const other = new RowList(wish, () => {});
        for (const seat of crowd.seats()) other.note(seat);
        other.arrange([]);
        while (other.isAtWork) await nextTask();
        expect(list.shown).toEqual(other.shown);
      }),
      { numRuns: 500 },
    );
  });
});

test("an order of many users is made in slices, and knows who came and left meanwhile", async () => {
  tickBy(1);
  const many = Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`u${index}`, index % 3_600]));
  put(many);
  arrange();
  expect(list.isAtWork).toBe(true);
  await vi.waitFor(() => expect(list.isAtWork).toBe(false), { timeout: 20_000 });
  expect(shown().startsWith("u0 u3600 u7200 ")).toBe(true);

  list.sortBy({ column: "user", direction: "ascending" });
  put({ aaron: 5 });
  leave("u0");
  await vi.waitFor(() => expect(list.isAtWork).toBe(false), { timeout: 20_000 });
  list.arrange(crowd.forget(1_000));
  await vi.waitFor(() => expect(list.isAtWork).toBe(false), { timeout: 20_000 });

  expect(list.shown.seats).toHaveLength(60_000);
  expect(list.shown.seats.slice(0, 3).map(({ row }) => row.metric.userId)).toEqual(["aaron", "u1", "u2"]);
});
