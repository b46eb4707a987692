import { expect, test } from "vitest";
import { summarizeImport } from "../../src/cli/watch-import.ts";
import type { DeliveryCounts } from "../../src/delivery/delivery-counts.ts";
import type { ImportOutcome } from "../../src/import.ts";
import { keptLog } from "../support/kept-log.ts";

const counts: DeliveryCounts = {
  delivered: 2,
  rejected: 0,
  conflated: 0,
  dropped: 0,
  waiting: 0,
  isSpooled: false,
  confirms: undefined,
};

test.each<[string, Partial<ImportOutcome>, string[]]>([
  ["all was imported", { read: 2, line: 2 }, ["2 records read, 2 delivered, 0 refused", "stdout: 2 delivered"]],
  [
    "more was refused than was told",
    { read: 14, refused: 12, line: 14 },
    ["2 more were refused; the first 10 are above", "14 records read, 2 delivered, 12 refused", "stdout: 2 delivered"],
  ],
  [
    "it was interrupted",
    { end: "stopped", read: 2, line: 7 },
    [
      "Ended after line 7; what follows was not imported",
      "2 records read, 2 delivered, 0 refused",
      "stdout: 2 delivered",
    ],
  ],
  [
    "the receiver took nothing",
    { end: "failed", delivery: { rest: { ...counts, delivered: 0, waiting: 3 } } },
    [
      "Ended before the first record; what follows was not imported",
      "0 records read, 0 delivered, 0 refused",
      "rest: 0 delivered, 3 not, and they are gone",
    ],
  ],
  ["the input could not be opened", { end: "failed" }, []],
  ["stdout was closed", { end: "gone", read: 5, line: 5 }, ["Ended after line 5: who reads standard output has gone"]],
  [
    "one of two sinks refused a record",
    { read: 2, line: 2, delivery: { stdout: counts, rest: { ...counts, delivered: 1, rejected: 1 } } },
    ["2 records read, 1 delivered, 0 refused", "stdout: 2 delivered", "rest: 1 delivered, 1 refused"],
  ],
])("when %s, the last words say so", (_name, differs, words) => {
  const { log, said } = keptLog();
  summarizeImport({ end: "complete", read: 0, refused: 0, line: 0, delivery: { stdout: counts }, ...differs }, log);
  expect(said.map(({ msg }) => msg)).toEqual(words);
});
