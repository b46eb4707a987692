import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { EnvironmentError } from "../../errors.ts";

/** Each step leads from the format before it to the next; the file says in `user_version` how many it has behind it. */
const migrations: readonly ((database: DatabaseSync) => void)[] = [createTables];

/** Brings a file to the newest format, and refuses one that a newer version has written. */
export function migrate(database: DatabaseSync, file: string): void {
  const format = Number(database.prepare("PRAGMA user_version").get()!["user_version"]);
  if (format > migrations.length) {
    throw new EnvironmentError(`The hub's store ${file} was written by a newer version of live-metrics`, {
      code: "LM_STATE_UNUSABLE",
      hint: "Use that version, or name another folder with --state-dir.",
    });
  }
  if (format === migrations.length) return;

  database.exec("BEGIN IMMEDIATE");
  for (const step of migrations.slice(format)) step(database);
  database.exec(`PRAGMA user_version = ${migrations.length}; COMMIT`);
}

/** `seq` is the primary key of both, so that reading in sequence is reading in the order of the file. */
function createTables(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE hub (epoch TEXT NOT NULL, seq INTEGER NOT NULL) STRICT;
    CREATE TABLE users (
      seq INTEGER PRIMARY KEY, user_id TEXT NOT NULL UNIQUE, version TEXT NOT NULL, metric TEXT NOT NULL, meta TEXT NOT NULL
    ) STRICT;
    CREATE TABLE events (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, event TEXT NOT NULL) STRICT;`);
  database.prepare("INSERT INTO hub (epoch, seq) VALUES (?, 0)").run(randomBytes(6).toString("hex"));
}
