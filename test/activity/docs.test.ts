import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { derivedFields } from "../../src/activity/derive.ts";
import { eventTypes } from "../../src/activity/happening.ts";
import { derivedOf, openActivity } from "../support/activity.ts";

const page = await readFile(resolve(import.meta.dirname, "../../docs/activity.md"), "utf8");

/** The cells of the rows of the first table below a heading. */
function tableBelow(heading: string): string[][] {
  const [section = ""] = page.split(`\n## ${heading}\n`)[1]!.split("\n## ");
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}

test("the table of events has every event, in the order in which they are told, with its meaning", () => {
  const rows = tableBelow("Events").map(([type, when]) => [type!.slice(1, -1), when]);
  expect(rows).toEqual(Object.entries(eventTypes));
});

test("the table of fields has every field that is worked out", () => {
  expect(tableBelow("Fields").map(([field]) => field!.slice(1, -1))).toEqual([...derivedFields]);
});

test("the example is what comes of it", () => {
  const activity = openActivity();
  const rows = tableBelow("An example");
  expect(rows.length).toBeGreaterThan(5);
  for (const [at, shown, workedOut, events] of rows) {
    const isThere = shown !== "not there";
    const rows = isThere
      ? [{ known: { userId: "ada", ...(JSON.parse(shown!.slice(1, -1)) as object) }, missing: {} }]
      : [];
    const step = activity.run(0, {}, { rows, observedAt: `2026-11-23T${at}.000Z` });
    const told = [...(events ?? "").matchAll(/`(\w+)`/g)].map(([, type]) => type);
    expect([at, step.events.map(({ type }) => type)]).toEqual([at, told]);
    if (isThere) expect([at, derivedOf(step)]).toEqual([at, JSON.parse(workedOut!.slice(1, -1))]);
  }
});
