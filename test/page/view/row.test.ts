import { expect, test } from "vitest";
import { toRow } from "../../../src/page/view/row.ts";
import { makeMeta, makeMetric } from "../../support/user-metrics.ts";

const now = Date.parse("2026-11-23T12:10:00Z");
const record = {
  metric: makeMetric({ timestamp: "2026-11-23T12:09:00.500Z", lastActionTime: "2026-11-23T12:05:00Z" }),
  meta: makeMeta(),
};

test("draws ages and status for a moment", () => {
  expect(toRow(record, { now, asOf: now }, undefined)).toMatchObject({
    actionAge: "5 min",
    dataAge: "59 s",
    status: "idle",
    isLate: false,
  });
});

test("is the same object while nothing that is drawn changes", () => {
  const row = toRow(record, { now, asOf: now }, undefined);

  expect(toRow(record, { now: now + 400, asOf: now + 400 }, row)).toBe(row);
  expect(toRow(record, { now: now + 1_000, asOf: now + 1_000 }, row)).not.toBe(row);
  expect(toRow({ ...record, metric: makeMetric() }, { now, asOf: now }, row)).not.toBe(row);
});

test("an action whose time is not known has no age", () => {
  const meta = makeMeta({ missing: { lastActionTime: "not shown" } });

  expect(toRow({ ...record, meta }, { now, asOf: now }, undefined).actionAge).toBeUndefined();
});
