import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { tempFolder } from "../support/temp-folder.ts";

const root = resolve(import.meta.dirname, "../..");

test("the program in the page on synthetic users prints what the page says", async () => {
  const page = await readFile(join(root, "docs/mock.md"), "utf8");
  const [, program, output] = /^```ts\n([^]*?)^```\n\n```text\n([^]*?)^```$/m.exec(page)!;
  await using folder = await tempFolder();
  const file = join(folder.path, "program.mjs");
  const entry = pathToFileURL(join(root, "src/index.ts")).href;
  await writeFile(file, program!.replace('"live-metrics"', JSON.stringify(entry)));

  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  expect(stdout).toBe(output);
});
