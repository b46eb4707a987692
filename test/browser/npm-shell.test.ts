import { fork } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isNpmShellPlatform } from "../../src/browser/npm-shell.ts";
import { tempFolder } from "../support/temp-folder.ts";

test.runIf(isNpmShellPlatform)(
  "four first runs at a time on an empty cache all get the same whole browser",
  // Four times 200 MB, on a machine that may have other things to do.
  { timeout: 120_000 },
  async () => {
    await using cache = await tempFolder();
    const unpacker = join(import.meta.dirname, "npm-shell-unpacker.ts");
    const runs = Array.from({ length: 4 }, () => fork(unpacker, [cache.path]));

    const answers = await Promise.all(runs.map(async (run) => (await once(run, "message"))[0] as unknown));

    const good = {
      path: expect.stringMatching(/\/npm-shell-[\d.]+\/chromium$/),
      version: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
    };
    expect(answers).toEqual([good, good, good, good]);
    expect(await readdir(join(cache.path, "unpacking"))).toEqual([]);
  },
);
