import { mkdir, readdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createOwnedFolder, sweepOwnedFolders } from "../../src/browser/owned-folder.ts";
import { tempFolder } from "../support/temp-folder.ts";

test("sweeps folders of dead owners and of reused pids, and nothing else", async () => {
  await using parent = await tempFolder();
  const own = await createOwnedFolder(parent.path);
  const names = {
    dead: `4194305-1-${hostname()}-aaaaaa`,
    reused: `${process.pid}-1-${hostname()}-bbbbbb`,
    otherHost: "4194305-1-elsewhere.example.com-cccccc",
    unknown: "keep-me",
  };
  for (const name of Object.values(names)) await mkdir(join(parent.path, name));

  const swept = await sweepOwnedFolders(parent.path);

  expect(swept.sort()).toEqual([join(parent.path, names.dead), join(parent.path, names.reused)].sort());
  expect((await readdir(parent.path)).map((name) => join(parent.path, name)).sort()).toEqual(
    [own, join(parent.path, names.otherHost), join(parent.path, names.unknown)].sort(),
  );
});

test("sweeps nothing where there is no folder yet", async () => {
  await using parent = await tempFolder();

  expect(await sweepOwnedFolders(join(parent.path, "profiles"))).toEqual([]);
});
