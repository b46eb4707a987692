import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { expectShown } from "../support/doc-commands.ts";
import { fencesOf, readDoc } from "../support/doc-examples.ts";
import { tempFolder } from "../support/temp-folder.ts";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../..");
const fences = fencesOf(await readDoc("import.md"));

test("docs/import.md shows what the command prints", async () => {
  await using folder = await tempFolder();
  for (const fence of fences) {
    if (fence.attributes.file !== undefined) await folder.write(fence.attributes.file, fence.body);
    if (fence.language === "console") await expectShown(fence, folder.path);
  }
});

test("docs/import.md shows what its program prints", async () => {
  const bodyOf = (attribute: string): string => fences.find(({ attributes }) => attribute in attributes)!.body;
  // Here the package is itself what it is to those who have installed it.
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", bodyOf("program")], { cwd: root });
  expect(JSON.parse(stdout)).toEqual(JSON.parse(bodyOf("printed")));
});
