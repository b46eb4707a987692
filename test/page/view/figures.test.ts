import { expect, test } from "vitest";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { toFigures } from "../../../src/page/view/figures.ts";
import { makeMeta, makeMetric } from "../../support/user-metrics.ts";

const now = Date.parse("2026-11-23T12:00:00Z");

function makeRecord(secondsSinceAction: number, metric: Partial<UserMetric> = {}, ...missing: (keyof UserMetric)[]) {
  const lastActionTime = new Date(now - secondsSinceAction * 1_000).toISOString();
  const reasons = Object.fromEntries(missing.map((field) => [field, "not shown"]));
  return { metric: makeMetric({ lastActionTime, ...metric }), meta: makeMeta({ missing: reasons }) };
}

test("counts who acted within each window, and takes the median session of the last half hour", () => {
  const records = [
    makeRecord(10, { sessionDuration: 5 }),
    makeRecord(120, { sessionDuration: 30 }),
    makeRecord(1_200, { sessionDuration: 20 }),
    makeRecord(7_200, { sessionDuration: 900 }),
  ];

  expect(toFigures(records, now)).toEqual({
    activeNow: 1,
    activeInFiveMinutes: 2,
    activeInThirtyMinutes: 3,
    medianSessionMinutes: 20,
  });
});

test("the median of an even number of sessions lies between the middle two", () => {
  const records = [makeRecord(1, { sessionDuration: 10 }), makeRecord(1, { sessionDuration: 15 })];

  expect(toFigures(records, now).medianSessionMinutes).toBe(12.5);
});

test("a missing session enters no average, and a session of zero does", () => {
  const records = [
    makeRecord(1, { sessionDuration: 0 }),
    makeRecord(1, { sessionDuration: 40 }),
    makeRecord(1, { sessionDuration: 0 }, "sessionDuration"),
  ];

  expect(toFigures(records, now).medianSessionMinutes).toBe(20);
});

test("who is known to be idle makes a count of zero; who is not known makes none", () => {
  const notKnown = makeRecord(0, {}, "lastActionTime", "isActive");

  expect(toFigures([makeRecord(7_200), notKnown], now).activeNow).toBe(0);
  expect(toFigures([notKnown], now)).toEqual({
    activeNow: undefined,
    activeInFiveMinutes: undefined,
    activeInThirtyMinutes: undefined,
    medianSessionMinutes: undefined,
  });
  expect(toFigures([], now).activeNow).toBeUndefined();
});
