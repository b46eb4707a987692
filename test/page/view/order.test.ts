import { describe, expect, test } from "vitest";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { compareKeys, toNextSort, toSortKey, type Sort } from "../../../src/page/view/order.ts";
import { toRow, type Row } from "../../../src/page/view/row.ts";
import { makeMeta, makeMetric } from "../../support/user-metrics.ts";

const now = Date.parse("2026-11-23T12:00:00Z");

function makeRow(userId: string, metric: Partial<UserMetric> = {}, ...missing: (keyof UserMetric)[]): Row {
  const reasons = Object.fromEntries(missing.map((field) => [field, "not shown"]));
  const record = { metric: makeMetric({ userName: userId, ...metric, userId }), meta: makeMeta({ missing: reasons }) };
  return toRow(record, { now, asOf: now }, () => 60_000);
}

function sortIds(rows: readonly Row[], sort: Sort): string[] {
  const keys = rows.map((row) => toSortKey(row, sort));
  return keys.sort((a, b) => compareKeys(a, b, sort.direction)).map(({ userId }) => userId);
}

describe("sorting", () => {
  const rows = [
    makeRow("unread", { clickCount: 0 }, "clickCount"),
    makeRow("zero", { clickCount: 0 }),
    makeRow("many", { clickCount: 208 }),
    makeRow("few", { clickCount: 9 }),
  ];

  test.each<[Sort["direction"], string[]]>([
    ["ascending", ["zero", "few", "many", "unread"]],
    ["descending", ["many", "few", "zero", "unread"]],
  ])("%s puts what is not known last", (direction, expected) => {
    expect(sortIds(rows, { column: "clicks", direction })).toEqual(expected);
  });

  test("sorts names as people do: accents and case beside their letter, numbers by value", () => {
    const named = ["Zoe", "émile", "Emil", "user 10", "user 9"].map((name) => makeRow(name));

    expect(sortIds(named, { column: "user", direction: "ascending" })).toEqual([
      "Emil",
      "émile",
      "user 9",
      "user 10",
      "Zoe",
    ]);
  });

  test("equals stand by name, in either direction", () => {
    const equal = ["Cleo", "Ada", "Bo"].map((name) => makeRow(name));

    expect(sortIds(equal, { column: "views", direction: "descending" })).toEqual(["Ada", "Bo", "Cleo"]);
  });

  test("the oldest data comes first when the age is sorted from the greatest", () => {
    const aged = [
      makeRow("fresh", { timestamp: "2026-11-23T11:59:59Z" }),
      makeRow("old", { timestamp: "2026-11-23T11:00:00Z" }),
    ];

    expect(sortIds(aged, { column: "age", direction: "descending" })).toEqual(["old", "fresh"]);
  });
});

test("a click on a heading sorts text from A and numbers from the greatest, and the second one turns it round", () => {
  const byAction: Sort = { column: "action", direction: "descending" };

  expect(toNextSort(byAction, "user")).toEqual({ column: "user", direction: "ascending" });
  expect(toNextSort(byAction, "views")).toEqual({ column: "views", direction: "descending" });
  expect(toNextSort(byAction, "action")).toEqual({ column: "action", direction: "ascending" });
});
