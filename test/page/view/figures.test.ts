import { expect, test } from "vitest";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { takeCensus, type Census, type Figures } from "../../../src/page/view/figures.ts";
import { toRow, type Row } from "../../../src/page/view/row.ts";
import { makeMeta, makeMetric } from "../../support/user-metrics.ts";

const now = Date.parse("2026-11-23T12:00:00Z");

function makeRecord(secondsSinceAction: number, metric: Partial<UserMetric> = {}, ...missing: (keyof UserMetric)[]) {
  const lastActionTime = new Date(now - secondsSinceAction * 1_000).toISOString();
  const reasons = Object.fromEntries(missing.map((field) => [field, "not shown"]));
  const record = { metric: makeMetric({ lastActionTime, ...metric }), meta: makeMeta({ missing: reasons }) };
  return toRow(record, { now, asOf: now }, () => 60_000);
}

const toSeats = (rows: readonly Row[]): { row: Row }[] => rows.map((row) => ({ row }));

function toCensus(rows: readonly Row[]): Census {
  const work = takeCensus(toSeats(rows), now);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

const toFigures = (rows: readonly Row[]): Figures => toCensus(rows).figures;

test("counts who acted within each window, and takes the median session of the last half hour", () => {
  const records = [
    makeRecord(10, { sessionDuration: 5 }),
    makeRecord(120, { sessionDuration: 30 }),
    makeRecord(1_200, { sessionDuration: 20 }),
    makeRecord(7_200, { sessionDuration: 900 }),
  ];

  expect(toFigures(records)).toEqual({
    activeNow: 1,
    activeInFiveMinutes: 2,
    activeInThirtyMinutes: 3,
    medianSessionMinutes: 20,
  });
});

test("the median of an even number of sessions lies between the middle two", () => {
  const records = [makeRecord(1, { sessionDuration: 10 }), makeRecord(1, { sessionDuration: 15 })];

  expect(toFigures(records).medianSessionMinutes).toBe(12.5);
});

test("a missing session enters no average, and a session of zero does", () => {
  const records = [
    makeRecord(1, { sessionDuration: 0 }),
    makeRecord(1, { sessionDuration: 40 }),
    makeRecord(1, { sessionDuration: 0 }, "sessionDuration"),
  ];

  expect(toFigures(records).medianSessionMinutes).toBe(20);
});

test("who is known to be idle makes a count of zero; who is not known makes none", () => {
  const notKnown = makeRecord(0, {}, "lastActionTime", "isActive");

  expect(toFigures([makeRecord(7_200), notKnown]).activeNow).toBe(0);
  expect(toFigures([notKnown])).toEqual({
    activeNow: undefined,
    activeInFiveMinutes: undefined,
    activeInThirtyMinutes: undefined,
    medianSessionMinutes: undefined,
  });
  expect(toFigures([]).activeNow).toBeUndefined();
});

test("features are ranked by the users who are active in them now; equals stand by name", () => {
  const rows = [
    makeRecord(1, { activeFeature: "Revenue" }),
    makeRecord(2, { activeFeature: "Revenue" }),
    makeRecord(3, { activeFeature: "Reports" }),
    makeRecord(3, { activeFeature: "Explore" }),
    makeRecord(3, { activeFeature: "" }),
    makeRecord(300, { activeFeature: "Settings" }),
  ];

  expect(toCensus(rows).features).toEqual([
    { feature: "Revenue", users: 2 },
    { feature: "Explore", users: 1 },
    { feature: "Reports", users: 1 },
  ]);
});

test("many are counted in steps, between which a frame can be drawn", () => {
  const rows = Array.from({ length: 2_000 }, () => makeRecord(10));
  expect([...takeCensus(toSeats(rows), now)]).toHaveLength(4);
});
