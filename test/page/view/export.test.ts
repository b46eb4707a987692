import { expect, test } from "vitest";
import type { UserMetric } from "../../../src/metric/user-metric.ts";
import { usualColumns } from "../../../src/page/view/columns.ts";
import { toEventsCsv, toUsersCsv, toUsersJson } from "../../../src/page/view/export.ts";
import { toRow } from "../../../src/page/view/row.ts";
import { makeEvent, makeMeta, makeMetric } from "../../support/user-metrics.ts";

const now = Date.parse("2026-11-23T12:00:05Z");

function makeRow(metric: Partial<UserMetric>, missing: Record<string, string> = {}) {
  const record = { metric: makeMetric(metric), meta: makeMeta({ missing }) };
  return toRow(record, { now, asOf: now }, () => 60_000);
}

const options = { columns: usualColumns, countEvents: () => 3 };

test("writes the columns that are shown; what was not read is an empty cell, and zero is zero", () => {
  const rows = [makeRow({ pageViews: 0 }, { clickCount: "no match" })];

  expect(toUsersCsv(rows, options)).toBe(
    [
      'User,Company,Status,Feature,Session,Views,Clicks,Last action,Time of last action,"Events, 1 h",Read at',
      "Mara Lindqvist,Halden Freight,Active,Revenue,42,0,,Viewed revenue report,2026-11-23T12:00:00.000Z,3,2026-11-23T12:00:00.000Z",
      "",
    ].join("\r\n"),
  );
});

test("events that are not all known are an empty cell, not zero", () => {
  const csv = toUsersCsv([makeRow({})], { columns: ["hour"], countEvents: () => undefined });

  expect(csv).toBe('"Events, 1 h"\r\n\r\n');
});

test.each([
  ["=cmd|'/c calc'!A0", "'=cmd|'/c calc'!A0"],
  ["+1+1", "'+1+1"],
  ["-2+3", "'-2+3"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\tx", "'\tx"],
  ["＝1", "'＝1"],
  ['say "hi", you', '"say ""hi"", you"'],
  ["two\nlines", '"two\nlines"'],
])("the name %j is no formula and breaks no cell", (userName, expected) => {
  expect(toUsersCsv([makeRow({ userName })], { ...options, columns: ["user"] })).toBe(`User\r\n${expected}\r\n`);
});

test("records as JSON are whole, with what is known about them", () => {
  const row = makeRow({}, { clickCount: "no match" });

  expect(JSON.parse(toUsersJson([row]))).toEqual([{ metric: row.metric, meta: row.meta }]);
});

test("events are as inert as users", () => {
  const event = makeEvent({ userName: "=1+1", data: { feature: "Revenue" } });

  expect(toEventsCsv([event])).toBe(
    "timestamp,type,userId,userName,data,id\r\n2026-11-23T12:00:00.000Z,feature_used,u1,'=1+1,feature: Revenue,e1\r\n",
  );
});
