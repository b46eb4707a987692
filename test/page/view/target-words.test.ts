import { expect, test } from "vitest";
import type { RunReport } from "../../../src/metric/run-report.ts";
import { toDetail, toHint } from "../../../src/page/view/target-words.ts";
import { Targets } from "../../../src/page/view/targets.ts";
import { makeRun } from "../../support/user-metrics.ts";

const now = Date.parse("2026-11-23T12:00:00");
const at = (time: string): string => new Date(`2026-11-23T${time}`).toISOString();

function describe(run: Partial<RunReport>, lastGoodAt?: string): string {
  const targets = new Targets();
  targets.take([makeRun({ startedAt: at("11:59:00"), endedAt: at("11:59:50"), ...run })], now);
  if (lastGoodAt !== undefined)
    targets.learn({ states: [{ target: "crm", canRun: false, lastGoodAt: Date.parse(lastGoodAt) }], older: [] }, now);
  const target = targets.list[0]!;
  return `${target.run.verdict} ${toDetail(target, now)}`;
}

const minutely = { startedAt: at("11:50:00"), endedAt: at("11:50:10"), nextRunAt: at("11:51:00") };

test.each<[Partial<RunReport>, string | undefined, string]>([
  [{ verdict: "rows" }, undefined, "rows 42 · 10 s ago"],
  [{ verdict: "rows", claimed: 42 }, undefined, "rows 42 · 10 s ago"],
  [{ verdict: "empty", rows: 0 }, undefined, "empty proven · 10 s ago"],
  [{ verdict: "partial", claimed: 120 }, undefined, "partial 42 of 120 · 10 s ago"],
  [{ verdict: "partial" }, undefined, "partial 42 · 10 s ago"],
  [{ verdict: "timeout" }, undefined, "timeout 10 s ago"],
  [{ verdict: "timeout" }, at("11:26:00"), "timeout last good 11:26"],
  [{ verdict: "timeout" }, "2026-11-20T12:00:00", "timeout last good 3 d ago"],
  [{ verdict: "rows", ...minutely }, undefined, "rows late · last good 11:50"],
  [{ verdict: "partial", ...minutely }, undefined, "partial late · 9 min ago"],
  [{ verdict: "timeout", ...minutely }, undefined, "timeout 9 min ago"],
])("a run of %j, of a target last good at %s, reads %s", (run, lastGoodAt, text) => {
  expect(describe(run, lastGoodAt)).toBe(text);
});

test("a good run that is late explains nothing: what to do is said instead of its sentence", () => {
  const targets = new Targets();
  targets.take(
    [makeRun(minutely), makeRun({ ...minutely, target: "erp", verdict: "timeout", sentence: "Too slow." })],
    now,
  );

  expect(targets.list.map(toHint)).toEqual([
    "Too slow.",
    "No run was reported after it, for more than three intervals. See whether the scraper still runs.",
  ]);
});
