import { expect, test } from "vitest";
import type { RunReport } from "../../../src/metric/run-report.ts";
import { Targets } from "../../../src/page/view/targets.ts";
import { makeRun } from "../../support/user-metrics.ts";

const noon = Date.parse("2026-11-23T12:00:00Z");
const at = (seconds: number): string => new Date(noon + seconds * 1_000).toISOString();

function takeAt(seconds: number, ...runs: RunReport[]): Targets {
  const targets = new Targets();
  targets.take(runs, noon + seconds * 1_000);
  return targets;
}

test("failing targets come first, then partial and late ones, then good ones by name", () => {
  const targets = takeAt(
    200,
    makeRun({ target: "b" }),
    makeRun({ target: "a", verdict: "empty" }),
    makeRun({ target: "c", verdict: "partial" }),
    makeRun({ target: "e", startedAt: at(0), endedAt: at(4), nextRunAt: at(60) }),
    makeRun({ target: "d", verdict: "login-wall" }),
  );

  expect(targets.list.map(({ run, tone }) => `${run.target} ${tone}`)).toEqual([
    "d bad",
    "c warn",
    "e warn",
    "a ok",
    "b ok",
  ]);
});

test("remembers when a target was last good, also a run that only the hub has seen", () => {
  const targets = takeAt(70, makeRun({ verdict: "timeout", endedAt: at(60) }));
  expect(targets.list[0]).toMatchObject({ lastGoodAt: undefined, canRun: false });

  targets.learn({ states: [{ target: "crm", canRun: true, lastGoodAt: noon }], older: [] }, noon);
  expect(targets.list[0]).toMatchObject({ lastGoodAt: noon, canRun: true });

  targets.take([makeRun({ endedAt: at(120) })], noon);
  targets.take([makeRun({ verdict: "blocked", endedAt: at(180) })], noon);
  targets.learn({ states: [{ target: "crm", canRun: true, lastGoodAt: noon }], older: [] }, noon);
  expect(targets.list[0]).toMatchObject({ lastGoodAt: noon + 120_000, canRun: true });
});

test("a target is late once no run was good for three intervals, until one is", () => {
  const run = makeRun({ startedAt: at(0), endedAt: at(4), nextRunAt: at(60) });
  const targets = takeAt(5, run);

  targets.judge(noon + 184_000);
  expect(targets.list[0]).toMatchObject({ isLate: false, tone: "ok" });
  targets.judge(noon + 184_001);
  expect(targets.list[0]).toMatchObject({ isLate: true, tone: "warn" });

  targets.take([{ ...run, startedAt: at(190), endedAt: at(194), nextRunAt: at(250) }], noon + 195_000);
  expect(targets.list[0]).toMatchObject({ isLate: false, tone: "ok" });
});

test("tells whether a target is new, and is the same list until something changes", () => {
  const run = makeRun();
  const targets = new Targets();
  expect(targets.take([run], noon)).toBe(true);
  const { list } = targets;

  expect(targets.take([run], noon)).toBe(false);
  targets.judge(noon);
  expect(targets.list).toBe(list);

  expect(targets.take([run, makeRun({ target: "erp" })], noon)).toBe(true);
  expect(targets.list).not.toBe(list);
});

test("a wish for a run, and why it was refused, last until the target has run", () => {
  const targets = takeAt(0, makeRun({ endedAt: at(0) }));
  targets.setRunning("crm", 1);
  targets.take([makeRun({ endedAt: at(0) })], noon);
  expect(targets.list[0]?.runningSince).toBe(1);
  targets.setRunning("crm", undefined, "It is running.");
  expect(targets.list[0]).toMatchObject({ runningSince: undefined, refusal: "It is running." });

  targets.take([makeRun({ endedAt: at(60) })], noon);

  expect(targets.list[0]).toMatchObject({ runningSince: undefined, refusal: undefined });
});

test("how often a source is read is from run to run, and a minute where that is not known", () => {
  const targets = takeAt(0, makeRun({ startedAt: at(0), nextRunAt: at(30) }), makeRun({ target: "once" }));

  expect(targets.intervalOf("crm")).toBe(30_000);
  expect(targets.intervalOf("once")).toBe(60_000);
  expect(targets.intervalOf("elsewhere")).toBe(60_000);
});
