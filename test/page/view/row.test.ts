import { expect, test } from "vitest";
import { judgeRow, toRow } from "../../../src/page/view/row.ts";
import { makeMeta, makeMetric } from "../../support/user-metrics.ts";

const now = Date.parse("2026-11-23T12:05:30Z");
const minute = (): number => 60_000;
const record = {
  metric: makeMetric({ timestamp: "2026-11-23T12:05:00Z", lastActionTime: "2026-11-23T12:05:00Z" }),
  meta: makeMeta(),
};

test("is judged for a moment, and is the same object for as long as that changes nothing", () => {
  const row = toRow(record, { now, asOf: now }, minute);
  const later = now + 30_001;

  expect(row.status).toBe("active");
  expect(judgeRow(row, { now: now + 1_000, asOf: now + 1_000 }, minute)).toBe(row);
  expect(judgeRow(row, { now: later, asOf: later }, minute).status).toBe("idle");
});

test("data is late by how often its source is read", () => {
  const row = toRow(record, { now, asOf: now }, minute);

  expect(judgeRow(row, { now, asOf: now }, () => 9_000).status).toBe("unknown");
  expect(judgeRow(row, { now, asOf: now }, () => 10_000).status).toBe("active");
});

test("an action whose time is not known has none", () => {
  const meta = makeMeta({ missing: { lastActionTime: "not shown" } });

  expect(toRow({ ...record, meta }, { now, asOf: now }, minute).actionAt).toBeUndefined();
});
