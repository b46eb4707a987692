import { writeFile } from "node:fs/promises";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it } from "vitest";
import { forget } from "../../../src/hub/forget.ts";
import { sqlite } from "../../../src/hub/store/sqlite.ts";
import type { Arrival } from "../../../src/hub/store/store.ts";
import { storeOptions } from "../../support/hub/store-options.ts";
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
  return (kept) => sqlite.open(storeOptions({ stateFolder, ...kept }));
});

describe("the sqlite file", () => {
  it("is made with its folder, and logs ahead", async () => {
    const stateFolder = path.join(newFolder(), "not", "there");
    const store = await sqlite.open(storeOptions({ stateFolder }));
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

    await expect(sqlite.open(storeOptions({ stateFolder }))).rejects.toMatchObject({
      code: "LM_STATE_UNUSABLE",
      message: expect.stringContaining("newer version"),
    });
  });

  it("is refused when it is something else", async () => {
    const stateFolder = newFolder();
    await writeFile(path.join(stateFolder, "hub.sqlite"), "not a database, but text of some length".repeat(50));
    await expect(sqlite.open(storeOptions({ stateFolder }))).rejects.toMatchObject({ code: "LM_STATE_UNUSABLE" });
  });

  it("is refused where its folder cannot be made", async () => {
    const file = path.join(newFolder(), "file");
    await writeFile(file, "");
    await expect(sqlite.open(storeOptions({ stateFolder: file }))).rejects.toMatchObject({
      code: "LM_STATE_UNUSABLE",
    });
  });

  it("keeps what a user is now when the hour in which it came is dropped", async () => {
    const stateFolder = newFolder();
    const store = await sqlite.open(storeOptions({ stateFolder }));
    const dayMs = 86_400_000;
    await store.commit([userOf("ada", noonMs), userOf("bob", noonMs)], noonMs);
    await store.commit([userOf("bob", noonMs + 1)], noonMs + dayMs);
    await store.prune(noonMs + 1.5 * dayMs);

    const users = async () => (await store.changesAfter({ seq: 0, eventsAfter: 0, leftAfter: 0 }, 10)).changes;
    expect(await users()).toMatchObject([
      { seq: 1, userId: "ada", metricJson: `{"at":${noonMs}}` },
      { seq: 3, userId: "bob", metricJson: `{"at":${noonMs + 1}}` },
    ]);
    expect((await store.commit([userOf("ada", noonMs)], noonMs + dayMs)).accepted).toEqual([false]);

    await store.commit([userOf("ada", noonMs + 1)], noonMs + dayMs);
    await store.prune(noonMs + 4 * dayMs);
    expect((await users()).map(({ seq }) => seq)).toEqual([3, 4]);
    await store.close();
  });

  it("does not go by what it remembers of a user when another program has written the file", async () => {
    const stateFolder = newFolder();
    const store = await sqlite.open(storeOptions({ stateFolder }));
    await store.commit([userOf("ada", noonMs)], noonMs);
    const other = new DatabaseSync(path.join(stateFolder, "hub.sqlite"));
    other.exec("DELETE FROM users");
    other.close();

    expect(await store.commit([userOf("ada", noonMs)], noonMs)).toMatchObject({ seq: 2, accepted: [true] });
    await store.close();
  });

  it("is read in sequence though another program was the first to write in a new hour", async () => {
    const stateFolder = newFolder();
    const hourMs = 3_600_000;
    const store = await sqlite.open(storeOptions({ stateFolder }));
    const other = await sqlite.open(storeOptions({ stateFolder }));
    await store.commit([userOf("ada", noonMs)], noonMs);
    await other.commit([userOf("bob", noonMs)], noonMs + hourMs);
    await store.commit([userOf("eve", noonMs)], noonMs + hourMs - 1);

    const { changes } = await store.changesAfter({ seq: 2, eventsAfter: 2, leftAfter: 2 }, 10);
    expect(changes).toMatchObject([{ seq: 3, userId: "eve", metricJson: `{"at":${noonMs}}` }]);
    await store.close();
    await other.close();
  });

  it("holds no text of a source that was forgotten once it was rewritten, as the docs say", async () => {
    const stateFolder = newFolder();
    const file = path.join(stateFolder, "hub.sqlite");
    const store = await sqlite.open(storeOptions({ stateFolder }));
    const email = "ada@example.com";
    const users = Array.from({ length: 200 }, (_, n) => ({
      ...userOf(`user-${n}`, noonMs),
      metricJson: JSON.stringify({ email }),
    }));
    const event: Arrival = {
      type: "event",
      id: "e1",
      at: noonMs,
      eventJson: JSON.stringify({ userId: "user-1", email }),
    };
    await store.commit([...users, event], noonMs);
    expect(await forget(store, "test", () => noonMs)).toMatchObject({ users: 200, states: 200, events: 1 });
    await store.close();

    const database = new DatabaseSync(file);
    database.exec("VACUUM");
    database.close();
    expect(readFileSync(file, "latin1")).not.toContain(email);
  });
});

describe("a file of the first format", () => {
  it("is brought to today's, with its users, events and epoch", async () => {
    const stateFolder = newFolder();
    const former = new DatabaseSync(path.join(stateFolder, "hub.sqlite"));
    former.exec(`
      PRAGMA journal_mode = WAL;
      CREATE TABLE hub (epoch TEXT NOT NULL, seq INTEGER NOT NULL) STRICT;
      CREATE TABLE users (
        seq INTEGER PRIMARY KEY, user_id TEXT NOT NULL UNIQUE, version TEXT NOT NULL, metric TEXT NOT NULL, meta TEXT NOT NULL
      ) STRICT;
      CREATE TABLE events (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, event TEXT NOT NULL) STRICT;
      INSERT INTO hub VALUES ('0123456789ab', 12);
      INSERT INTO users VALUES (7, 'ada', '2026-01-05T12:00:00.250', '{"timestamp":"2026-01-05T12:00:00.250Z"}', '{"source":"wiki"}');
      INSERT INTO events VALUES (9, 'e1', '{"id":"e1","timestamp":"2026-01-05T12:00:00Z"}');
      INSERT INTO events VALUES (12, 'e2', '{"id":"e2","timestamp":"2026-01-05T12:00:01Z"}');
      PRAGMA user_version = 1;`);
    former.close();

    const store = await sqlite.open(storeOptions({ stateFolder }));
    expect([store.epoch, await store.latestSeq()]).toEqual(["0123456789ab", 12]);
    const { changes } = await store.changesAfter({ seq: 0, eventsAfter: 0, leftAfter: 0 }, 10);
    expect(changes.map(({ type, seq }) => [type, seq])).toEqual([
      ["user", 7],
      ["event", 9],
      ["event", 12],
    ]);
    const observedAt = Date.parse("2026-01-05T12:00:00.250Z");
    expect(await store.overdue(observedAt, 10)).toEqual([
      { userId: "ada", source: "wiki", version: "2026-01-05T12:00:00.250", observedAt },
    ]);
    expect(await store.eventsBetween({ from: 0, to: Date.now() }, 10)).toHaveLength(2);
    expect(await store.eventsMissed(8, [12])).toEqual([0]);
    await store.close();
  });
});

describe("commits that come while the thread is busy", () => {
  it("are each as if they had come alone, in their order, whatever else is asked for in between", async () => {
    const store = await sqlite.open(storeOptions({ stateFolder: newFolder() }));
    const commit = (...arrivals: Arrival[]) => store.commit(arrivals, noonMs);
    const event = (id: string): Arrival => ({ type: "event", id, at: noonMs, eventJson: "{}" });
    const results = await Promise.all([
      commit(event("e1"), userOf("ada", noonMs)),
      commit(event("e1"), userOf("bob", noonMs)),
      commit(userOf("ada", noonMs - 1), userOf("bob", noonMs + 1)),
      store.prune(noonMs).then(() => commit(userOf("eve", noonMs))),
      commit(userOf("ada", noonMs + 1), event("e2")),
      commit(),
    ]);
    expect(results.map(({ seq, accepted }) => [seq, accepted])).toEqual([
      [2, [true, true]],
      [3, [false, true]],
      [4, [false, true]],
      [7, [true]],
      [6, [true, true]],
      [6, []],
    ]);
    expect(results[2].older).toEqual(["test"]);
    const { changes } = await store.changesAfter({ seq: 0, eventsAfter: 0, leftAfter: 0 }, 10);
    expect(changes.map(({ type, seq }) => [type, seq])).toEqual([
      ["event", 2],
      ["user", 4],
      ["user", 5],
      ["event", 6],
      ["user", 7],
    ]);
    await store.close();
  });

  it("are all there when the store is closed behind them", async () => {
    const stateFolder = newFolder();
    const store = await sqlite.open(storeOptions({ stateFolder }));
    const commits = Array.from({ length: 20 }, (_, n) => store.commit([userOf(`user-${n}`, noonMs)], noonMs));
    await store.close();
    expect((await Promise.all(commits)).map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));

    const again = await sqlite.open(storeOptions({ stateFolder }));
    expect(await again.countUsers()).toBe(20);
    await again.close();
  });
});

describe("a user who is observed again", () => {
  it("is looked at when the time before is over, and moved on then; sooner where he is to stay for less", async () => {
    const store = await sqlite.open(storeOptions({ stateFolder: newFolder() }));
    const dueAt = async (ms: number): Promise<number[]> =>
      (await store.overdue(noonMs + ms, 10)).map(({ observedAt }) => observedAt - noonMs);
    for (const ms of [0, 400, 800]) await store.commit([userOf("ada", noonMs + ms)], noonMs);
    expect([await dueAt(999), await dueAt(1_000)]).toEqual([[], [800]]);

    const version = "2026-01-05T12:00:00.800";
    await store.commit([{ type: "kept", userId: "ada", version, expiresAt: noonMs + 1_800 }], noonMs);
    await store.commit([userOf("ada", noonMs + 900)], noonMs);
    expect([await dueAt(1_799), await dueAt(1_800)]).toEqual([[], [900]]);

    await store.commit([{ ...userOf("ada", noonMs + 1_000), expiresAt: noonMs + 1_100 }], noonMs);
    expect([await dueAt(1_099), await dueAt(1_100)]).toEqual([[], [1_000]]);
    await store.close();
  });

  it("is due anew when he comes back after he left", async () => {
    const store = await sqlite.open(storeOptions({ stateFolder: newFolder() }));
    const version = "2026-01-05T12:00:00.000";
    await store.commit([userOf("ada", noonMs)], noonMs);
    await store.commit([{ type: "left", userId: "ada", version, at: noonMs, reason: "gone" }], noonMs);
    await store.commit([userOf("ada", noonMs + 500)], noonMs);
    expect(await store.overdue(noonMs + 1_499, 10)).toEqual([]);
    expect(await store.overdue(noonMs + 1_500, 10)).toHaveLength(1);
    await store.close();
  });
});

const noonMs = Date.parse("2026-01-05T12:00:00.000Z");

function userOf(userId: string, observedAt: number): Extract<Arrival, { type: "user" }> {
  return {
    type: "user",
    userId,
    source: "test",
    version: new Date(observedAt).toISOString().slice(0, -1),
    observedAt,
    expiresAt: observedAt + 1_000,
    activity: "active",
    metricJson: JSON.stringify({ at: observedAt }),
    metaJson: '{"source":"test"}',
  };
}
