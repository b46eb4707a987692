import { expect, test } from "vitest";
import { runReport } from "../src/metric/run-report.ts";
import { toRunReport } from "../src/run-report.ts";

const result = {
  target: "crm",
  verdict: {
    name: "partial",
    sentence: "2 of 3 users were read.",
    evidence: {
      url: "https://crm.example.com/users",
      title: "Users",
      status: 200,
      pages: 1,
      rows: 2,
      found: { userId: 2 },
      claimed: 3,
      rowMatches: { li: 2 },
    },
    warnings: [],
  },
  observations: [
    { known: { userId: "ada" }, missing: {} },
    { known: { userId: "bo" }, missing: {} },
  ],
  startedAt: "2026-01-05T12:00:00.000Z",
  endedAt: "2026-01-05T12:00:03.000Z",
} satisfies Parameters<typeof toRunReport>[0];

test("a run is reported with its verdict, what the app claims, and when the next one is due", () => {
  const report = toRunReport(result, { intervalMs: 60_000, spoolDepth: 4 });
  expect(report).toEqual({
    target: "crm",
    verdict: "partial",
    sentence: "2 of 3 users were read.",
    rows: 2,
    claimed: 3,
    evidence: {
      url: "https://crm.example.com/users",
      title: "Users",
      status: 200,
      pages: 1,
      rows: 2,
      found: { userId: 2 },
      rowMatches: { li: 2 },
    },
    startedAt: "2026-01-05T12:00:00.000Z",
    endedAt: "2026-01-05T12:00:03.000Z",
    nextRunAt: "2026-01-05T12:01:00.000Z",
    spoolDepth: 4,
  });
  expect(runReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
});

test("a single run has no next one, and an app that claims nothing has no claim", () => {
  const { evidence } = result.verdict;
  const silent = { ...result, verdict: { ...result.verdict, evidence: { ...evidence, claimed: undefined } } };
  const report = toRunReport(silent, { intervalMs: undefined, spoolDepth: 0 });
  expect(report).not.toHaveProperty("nextRunAt");
  expect(report).not.toHaveProperty("claimed");
});

test("a sentence of any length is a report that the hub takes", () => {
  const long = { ...result, verdict: { ...result.verdict, sentence: "x".repeat(10_000) } };
  expect(runReport.safeParse(toRunReport(long, { intervalMs: undefined, spoolDepth: 0 })).success).toBe(true);
});
