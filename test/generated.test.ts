import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { generatedFiles } from "./support/generated-files.ts";

describe("generated files", async () => {
  for (const [path, content] of Object.entries(await generatedFiles()))
    test(`${path} is what the schemas say; run npm run generate`, async () => {
      expect(await readFile(path, "utf8")).toBe(content);
    });

  test("no row of a reference ends in a blank cell: whatever can be written is described", async () => {
    const pages = Object.entries(await generatedFiles()).filter(([path]) => path.startsWith("docs/reference/"));
    const rows = pages.flatMap(([path, content]) => content.split("\n").map((line) => `${path}: ${line}`));
    expect(pages.length).toBeGreaterThan(0);
    expect(rows.filter((row) => /\|\s*\|$/.test(row))).toEqual([]);
  });
});
