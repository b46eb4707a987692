import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Part } from "../../src/verify/part.ts";
import { tempFolder } from "../support/temp-folder.ts";

test("of a part that is killed only whole lines count", async () => {
  await using folder = await tempFolder();
  const program = join(folder.path, "part.mjs");
  await writeFile(
    program,
    `process.stdout.write('{"a":1}\\n{"b":', () => console.error("ready")); setInterval(() => {}, 1e6);`,
  );
  const lines: string[] = [];
  const part = new Part({ program, args: () => [], folder: folder.path, onLine: (line) => lines.push(line) });

  await part.start(/ready/);
  await part.kill();

  expect(lines).toEqual(['{"a":1}']);
});
