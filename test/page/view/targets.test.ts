import { expect, test } from "vitest";
import { Targets } from "../../../src/page/view/targets.ts";
import { makeRun } from "../../support/user-metrics.ts";

test("failing targets come first, then partial ones, then good ones by name", () => {
  const targets = new Targets();
  targets.take([
    makeRun({ target: "b" }),
    makeRun({ target: "a", verdict: "empty" }),
    makeRun({ target: "c", verdict: "partial" }),
    makeRun({ target: "d", verdict: "login-wall" }),
  ]);

  expect(targets.list().map(({ run }) => run.target)).toEqual(["d", "c", "a", "b"]);
});

test("remembers since when a target fails, until a run is good", () => {
  const targets = new Targets();
  targets.take([makeRun({ verdict: "timeout", endedAt: "2026-11-23T12:00:00Z" })]);
  targets.take([makeRun({ verdict: "blocked", endedAt: "2026-11-23T12:01:00Z" })]);
  expect(targets.list()[0]?.badSince).toBe("2026-11-23T12:00:00Z");

  targets.take([makeRun({ endedAt: "2026-11-23T12:02:00Z" })]);

  expect(targets.list()[0]?.badSince).toBeUndefined();
});

test("a wish for a run lasts until the target has run", () => {
  const targets = new Targets();
  targets.take([makeRun({ endedAt: "2026-11-23T12:00:00Z" })]);
  targets.setRunning("crm", 1);
  targets.take([makeRun({ endedAt: "2026-11-23T12:00:00Z" })]);
  expect(targets.list()[0]?.runningSince).toBe(1);

  targets.take([makeRun({ endedAt: "2026-11-23T12:01:00Z" })]);

  expect(targets.list()[0]?.runningSince).toBeUndefined();
});

test("how often a source is read is from run to run, and a minute where that is not known", () => {
  const targets = new Targets();
  targets.take([makeRun({ startedAt: "2026-11-23T12:00:00Z", nextRunAt: "2026-11-23T12:00:30Z" })]);

  expect(targets.intervalOf("crm")).toBe(30_000);
  expect(targets.intervalOf("elsewhere")).toBe(60_000);
});
