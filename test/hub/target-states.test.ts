import { describe, expect, it } from "vitest";
import { TargetStates } from "../../src/hub/target-states.ts";
import type { RunReport } from "../../src/metric/run-report.ts";

const startMs = Date.parse("2026-01-05T12:00:00.000Z");

/** A run of three seconds that began so many seconds after noon, of a target that is read every minute. */
function reportAt(seconds: number, differs: Partial<RunReport> = {}): RunReport {
  const at = (more: number): string => new Date(startMs + (seconds + more) * 1_000).toISOString();
  return {
    target: "wiki",
    verdict: "rows",
    sentence: "",
    rows: 1,
    evidence: {},
    startedAt: at(0),
    endedAt: at(3),
    nextRunAt: at(60),
    ...differs,
  };
}

function after(seconds: number, ...reports: RunReport[]) {
  const states = new TargetStates();
  for (const report of reports) states.take(report);
  return states.list(startMs + seconds * 1_000);
}

describe("the state of a target", () => {
  it("is that of its last run, with the end of the last good one", () => {
    const timeout = reportAt(60, { verdict: "timeout" });
    expect(after(70, reportAt(0), timeout)).toEqual([
      { target: "wiki", lastRun: timeout, lastGoodAt: "2026-01-05T12:00:03.000Z", isLate: false },
    ]);
    expect(after(70, timeout)).toEqual([{ target: "wiki", lastRun: timeout, isLate: false }]);
  });

  it.each([
    ["three intervals after a good run", 183, [reportAt(0)], false],
    ["later than that", 183.001, [reportAt(0)], true],
    ["runs that are not good do not count", 184, [reportAt(0), reportAt(120, { verdict: "partial" })], true],
    ["an empty list is good", 184, [reportAt(0), reportAt(120, { verdict: "empty" })], false],
    ["never good, three intervals after it began", 180, [reportAt(0, { verdict: "blocked" })], false],
    ["never good, later than that", 180.001, [reportAt(0, { verdict: "blocked" })], true],
    [
      "the interval is that of the last run",
      184,
      [reportAt(0), reportAt(60, { verdict: "timeout", nextRunAt: "2026-01-05T12:06:00.000Z" })],
      false,
    ],
    [
      "the longest interval is 31 days",
      93 * 86_400 + 3.001,
      [reportAt(0, { nextRunAt: "9999-01-01T00:00:00.000Z" })],
      true,
    ],
    ["not run at intervals", 1e9, [reportAt(0, { nextRunAt: undefined })], false],
    ["a next run that is not after this one", 1e9, [reportAt(0, { nextRunAt: "2026-01-05T12:00:00.000Z" })], false],
  ])("knows whether it is late: %s", (_, seconds, reports, isLate) => {
    expect(after(seconds, ...reports).map((state) => state.isLate)).toEqual([isLate]);
  });

  it("is listed by name", () => {
    const states = after(0, reportAt(0, { target: "wiki" }), reportAt(0, { target: "crm" }));
    expect(states.map(({ target }) => target)).toEqual(["crm", "wiki"]);
  });

  it("is what the store has of it, and nothing else, when that is loaded", () => {
    const states = new TargetStates();
    states.take(reportAt(0, { target: "gone" }));
    const report = reportAt(60, { verdict: "timeout" });
    states.load([{ runJson: JSON.stringify(report), lastGoodAt: startMs }]);
    expect(states.list(startMs)).toEqual([
      { target: "wiki", lastRun: report, lastGoodAt: "2026-01-05T12:00:00.000Z", isLate: false },
    ]);
    expect([states.intervalMs("wiki"), states.intervalMs("gone"), states.intervalMs("rest")]).toEqual([
      60_000,
      undefined,
      undefined,
    ]);
  });
});
