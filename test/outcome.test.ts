import { expect, test } from "vitest";
import type { DeliveryCounts } from "../src/delivery/delivery-counts.ts";
import { exitCodes } from "../src/exit-codes.ts";
import { toExitCode, type Outcome } from "../src/outcome.ts";
import { verdictNames, type VerdictName } from "../src/scrape/verdict.ts";
import { makeVerdict } from "./support/capture.ts";

const delivered: DeliveryCounts = {
  delivered: 3,
  rejected: 0,
  conflated: 1,
  dropped: 0,
  waiting: 0,
  isSpooled: true,
  confirms: "stored",
};

/** The exit code of a run whose targets ended in the verdicts given. */
function codeOf(names: VerdictName[], delivery: Outcome["delivery"] = { stdout: delivered }): number {
  const verdicts = Object.fromEntries(names.map((name, index) => [`target ${index}`, makeVerdict(name)]));
  return toExitCode({ verdicts, runs: names.length, rows: 0, delivery });
}

test.each<[VerdictName[], number]>([
  [[], 0],
  [["rows"], 0],
  [["empty"], 0],
  [["rows", "empty"], 0],
  [["partial"], 8],
  [["login-wall"], 5],
  [["blocked"], 6],
  [["layout-changed"], 7],
  [["not-ready"], 7],
  [["timeout"], 10],
  [["unreachable"], 12],
  [["error-page"], 12],
  [["crashed"], 12],
  [["blocked", "blocked"], 6],
  [["layout-changed", "not-ready"], 7],
  [["crashed", "unreachable", "error-page"], 12],
  [["rows", "blocked"], 8],
  [["empty", "crashed"], 8],
  [["blocked", "timeout"], 8],
  [["rows", "partial"], 8],
])("targets that end in %j give %i", (names, code) => {
  expect(codeOf(names)).toBe(code);
});

test("every verdict has an exit code that is documented", () => {
  for (const name of verdictNames) expect(exitCodes).toHaveProperty(String(codeOf([name])));
});

test.each([
  ["waits", { ...delivered, waiting: 1 }],
  ["was refused", { ...delivered, rejected: 1 }],
  ["was dropped", { ...delivered, dropped: 1 }],
])("good targets give 9 where something %s", (_name, counts) => {
  expect(codeOf(["rows"], { stdout: delivered, hub: counts })).toBe(9);
  expect(codeOf([], { hub: counts })).toBe(9);
});

test("the targets' code goes before that of the delivery", () => {
  const lost = { hub: { ...delivered, waiting: 1 } };
  expect(codeOf(["login-wall"], lost)).toBe(5);
  expect(codeOf(["rows", "blocked"], lost)).toBe(8);
});
