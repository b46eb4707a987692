import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSalt } from "../../src/config/salt.ts";
import { tempFolder } from "../support/temp-folder.ts";

test("a state folder has one salt, made when it is first asked for, which nobody else can read", async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, "state", "salt");

  const salts = await Promise.all([readSalt(file), readSalt(file), readSalt(file)]);
  expect(salts[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set([...salts, await readSalt(file)]).size).toBe(1);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test("two state folders have two", async () => {
  await using folder = await tempFolder();
  expect(await readSalt(join(folder.path, "a"))).not.toBe(await readSalt(join(folder.path, "b")));
});

test("a salt that is empty is refused with what to do, and hashes nothing", async () => {
  await using folder = await tempFolder();
  await writeFile(join(folder.path, "salt"), "");
  await expect(readSalt(join(folder.path, "salt"))).rejects.toMatchObject({
    message: `The salt ${join(folder.path, "salt")} is empty, and no hash would be a secret`,
    hint: expect.stringContaining("Remove it") as string,
  });
});

test("a salt that is there is used as it stands", async () => {
  await using folder = await tempFolder();
  await writeFile(join(folder.path, "salt"), "pepper");
  expect(await readSalt(join(folder.path, "salt"))).toBe("pepper");
});
