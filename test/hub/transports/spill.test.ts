import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openSpillFolder, Spill } from "../../../src/hub/transports/spill.ts";
import { tempFolder } from "../../support/temp-folder.ts";

async function textOf(spill: Spill): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of spill.text()) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString();
}

describe("items of a list that is sent later", () => {
  it("come back with commas between them", async () => {
    await using spill = new Spill("/nowhere");
    expect([await textOf(spill), spill.isEmpty]).toEqual(["", true]);
    await spill.add(["1", "2"]);
    await spill.add([]);
    await spill.add(["3"]);
    expect([await textOf(spill), spill.isEmpty]).toEqual(["1,2,3", false]);
  });

  it("come back whole when they are many, and have no name in the meantime", async () => {
    await using folder = await tempFolder();
    await using spill = new Spill(folder.path);
    const items = Array.from({ length: 3_000 }, (_, n) => `"${n} ${"é".repeat(1_000)}"`);
    for (let start = 0; start < items.length; start += 100) await spill.add(items.slice(start, start + 100));
    expect(await readdir(folder.path)).toEqual([]);
    expect(await textOf(spill)).toBe(items.join(","));
  });
});

describe("the folder for them", () => {
  it("is for this user alone, and is empty when a hub starts", async () => {
    await using state = await tempFolder();
    const folder = path.join(state.path, "new", "answers");
    expect(await openSpillFolder(path.dirname(folder))).toBe(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await state.write("new/answers/left-behind", "[");
    await openSpillFolder(path.dirname(folder));
    expect(await readdir(folder)).toEqual([]);
  });

  it("is told of when it cannot be made", async () => {
    await using state = await tempFolder();
    await state.write("answers", "a file");
    await expect(openSpillFolder(state.path)).rejects.toMatchObject({ code: "LM_STATE_UNUSABLE" });
  });
});
