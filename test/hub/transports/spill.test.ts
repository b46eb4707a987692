import { readdir } from "node:fs/promises";
import { describe, expect, it, vi } from "vitest";
import { Spill } from "../../../src/hub/transports/spill.ts";
import { tempFolder } from "../../support/temp-folder.ts";

async function textOf(spill: Spill): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of spill.text()) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString();
}

describe("items of a list that is sent later", () => {
  it("come back with commas between them", async () => {
    await using spill = new Spill();
    expect([await textOf(spill), spill.isEmpty]).toEqual(["", true]);
    await spill.add(["1", "2"]);
    await spill.add([]);
    await spill.add(["3"]);
    expect([await textOf(spill), spill.isEmpty]).toEqual(["1,2,3", false]);
  });

  it("come back whole when they are many, and have no name in the meantime", async () => {
    await using folder = await tempFolder();
    vi.stubEnv("TMPDIR", folder.path);
    await using spill = new Spill();
    const items = Array.from({ length: 3_000 }, (_, n) => `"${n} ${"é".repeat(1_000)}"`);
    for (let start = 0; start < items.length; start += 100) await spill.add(items.slice(start, start + 100));
    expect(await readdir(folder.path)).toEqual([]);
    expect(await textOf(spill)).toBe(items.join(","));
    vi.unstubAllEnvs();
  });
});
