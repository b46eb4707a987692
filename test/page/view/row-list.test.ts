import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { initialSort, type Sort } from "../../../src/page/view/order.ts";
import { RowList } from "../../../src/page/view/row-list.ts";
import { makeMeta, makeMetric } from "../../support/user-metrics.ts";

const now = Date.parse("2026-11-23T12:00:00Z");
const clock = { now, asOf: now };

beforeEach(() => vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => vi.useRealTimers());

/** Records of users, who acted so many seconds ago. */
function makeRecords(secondsAgo: Record<string, number>) {
  return Object.entries(secondsAgo).map(([userId, seconds]) => ({
    metric: makeMetric({ userId, lastActionTime: new Date(now - seconds * 1_000).toISOString() }),
    meta: makeMeta(),
  }));
}

function arrange(
  list: RowList,
  secondsAgo: Record<string, number>,
  { sort = initialSort, isHeld = false } = {},
): string {
  const rows = list.arrange(makeRecords(secondsAgo), { clock, sort, isHeld });
  return rows.map(({ metric }) => metric.userId).join(" ");
}

test("sorts the first rows at once", () => {
  const list = new RowList();

  expect(arrange(list, {})).toBe("");
  expect(arrange(list, { a: 30, b: 10, c: 20 })).toBe("b c a");
});

test("sorts again at most once a second", () => {
  const list = new RowList();
  arrange(list, { a: 10, b: 20 });

  vi.advanceTimersByTime(999);
  expect(arrange(list, { a: 10, b: 5, c: 1 })).toBe("a b c");
  vi.advanceTimersByTime(1);
  expect(arrange(list, { a: 10, b: 5, c: 1 })).toBe("c b a");
});

test("never sorts while held, and catches up when let go", () => {
  const list = new RowList();
  arrange(list, { a: 10, b: 20 });
  vi.advanceTimersByTime(5_000);

  expect(arrange(list, { a: 10, b: 5 }, { isHeld: true })).toBe("a b");
  expect(arrange(list, { a: 10, b: 5 })).toBe("b a");
});

test("another sort is obeyed at once, held or not", () => {
  const list = new RowList();
  arrange(list, { a: 10, b: 20 });
  const sort: Sort = { column: "action", direction: "ascending" };

  expect(arrange(list, { a: 10, b: 20 }, { sort, isHeld: true })).toBe("b a");
});
