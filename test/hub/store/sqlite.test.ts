import { writeFile } from "node:fs/promises";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it } from "vitest";
import { sqlite } from "../../../src/hub/store/sqlite.ts";
import { describeStore } from "../../support/hub/store-suite.ts";

const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "live-metrics-test-"));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describeStore("sqlite", () => {
  const stateFolder = newFolder();
  return (eventsKept) => sqlite.open({ stateFolder, eventsKept });
});

describe("the sqlite file", () => {
  it("is made with its folder, and logs ahead", async () => {
    const stateFolder = path.join(newFolder(), "not", "there");
    const store = await sqlite.open({ stateFolder, eventsKept: 100 });
    const reader = new DatabaseSync(path.join(stateFolder, "hub.sqlite"), { readOnly: true });
    expect(reader.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    reader.close();
    await store.close();
  });

  it("is refused when a newer version has written it", async () => {
    const stateFolder = newFolder();
    const newer = new DatabaseSync(path.join(stateFolder, "hub.sqlite"));
    newer.exec("PRAGMA user_version = 99");
    newer.close();

    await expect(sqlite.open({ stateFolder, eventsKept: 100 })).rejects.toMatchObject({
      code: "LM_STATE_UNUSABLE",
      message: expect.stringContaining("newer version"),
    });
  });

  it("is refused when it is something else", async () => {
    const stateFolder = newFolder();
    await writeFile(path.join(stateFolder, "hub.sqlite"), "not a database, but text of some length".repeat(50));
    await expect(sqlite.open({ stateFolder, eventsKept: 100 })).rejects.toMatchObject({ code: "LM_STATE_UNUSABLE" });
  });

  it("is refused where its folder cannot be made", async () => {
    const file = path.join(newFolder(), "file");
    await writeFile(file, "");
    await expect(sqlite.open({ stateFolder: file, eventsKept: 100 })).rejects.toMatchObject({
      code: "LM_STATE_UNUSABLE",
    });
  });
});
