import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, inject, test } from "vitest";

const atMost = 150 * 1024;

test("the whole page weighs no more than 150 KB gzipped", async () => {
  const folder = inject("page");
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    files
      .filter((file) => file.isFile())
      .map(async (file) => gzipSync(await readFile(path.join(file.parentPath, file.name))).length),
  );

  const weight = sizes.reduce((sum, size) => sum + size, 0);

  process.stderr.write(`The page weighs ${(weight / 1024).toFixed(1)} KB gzipped\n`);
  expect(weight).toBeLessThanOrEqual(atMost);
});
