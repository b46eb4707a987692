import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { toStatusError } from "../../src/delivery/sinks/status-error.ts";
import { formats } from "../../src/delivery/formats/index.ts";
import { spoolOptions } from "../../src/delivery/spool/options.ts";

const project = resolve(import.meta.dirname, "../..");
const page = await readFile(resolve(project, "docs/delivery.md"), "utf8");

/** The cells of the rows of a table, by the first word of its head. */
function rowsOf(head: string): string[][] {
  const lines = page.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${head} `)) + 2;
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines.slice(start, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe("each promise", () => {
  const proofs = rowsOf("promise").flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`(test\/[^`]+)`(?:: ([^,`]+))?/g)].map(([, file = "", name]) => ({ file, name })),
  );

  test.each(proofs)("is held by $file: $name", async ({ file, name = "" }) => {
    expect(await readFile(resolve(project, file), "utf8")).toContain(name);
  });

  test("has a proof", () => {
    expect(proofs.length).toBeGreaterThanOrEqual(rowsOf("promise").length);
  });
});

describe("each answer", () => {
  const [, refused = "", mended = "", passing = ""] = rowsOf("answer").map(([answers = ""]) => answers);
  const statusesIn = (answers: string): number[] =>
    [...answers.matchAll(/\b\d{3}\b/g)].map(([status]) => Number(status));

  test.each(statusesIn(refused))("%i refuses what was sent", (status) => {
    expect(toStatusError(status, "hub", undefined).retryable).toBe(false);
  });

  test.each([...statusesIn(mended), 301, 307])("%i waits for somebody to mend something", (status) => {
    expect(toStatusError(status, "hub", undefined)).toMatchObject({ retryable: true, retryAfterMs: 60_000 });
  });

  test.each([...statusesIn(passing), 500, 503])("%i passes", (status) => {
    expect(toStatusError(status, "hub", undefined)).toMatchObject({ retryable: true, retryAfterMs: undefined });
  });
});

test("the policies of a full spool, and the formats, are those of the code", () => {
  const policies = rowsOf("`whenFull`").map(([name]) => name);
  expect(policies).toEqual(spoolOptions.shape.whenFull.unwrap().options.map((name) => `\`${name}\``));
  const shown = [...page.matchAll(/`--format (\w+)`/g)].map(([, name]) => name);
  expect(new Set(["ndjson", ...shown])).toEqual(new Set(Object.keys(formats)));
});
