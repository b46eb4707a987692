import { DatabaseSync } from "node:sqlite";
import { EnvironmentError } from "../../errors.ts";
import { migrate, type Migration } from "../../sqlite-format.ts";

const migrations: readonly Migration[] = [createTables, numberLatest, partLatest, packLatest];

/** Opens the spool's file in today's format; made if it is not there. Throws EnvironmentError where it cannot be used. */
export function openSpoolFile(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 5_000 });
    // A log of 32 MB before it is copied back: most of what is in it has left by then. With SQLite's own cache of 2 MB,
    // the rows of 100,000 users would be read anew each time. fullfsync makes macOS sync the disk as well, and is
    // ignored elsewhere.
    database.exec("PRAGMA page_size = 8192; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384;");
    database.exec("PRAGMA journal_mode = WAL; PRAGMA fullfsync = ON;");
    migrate(database, `The spool ${file}`, migrations);
    return database;
  } catch (cause) {
    database?.close();
    if (cause instanceof EnvironmentError) throw cause;
    throw new EnvironmentError(`The spool ${file} cannot be opened: ${(cause as Error).message}`, {
      code: "LM_STATE_UNUSABLE",
      hint: "Check that the folder can be written, or name another one with --state-dir.",
      cause,
    });
  }
}

/**
 * - A row of `items` waits for every sink whose `position` is before it, or for the one that it names.
 * - A row of `subjects` numbers a user or target; a row of `latest` says of many of them when the newest of their items
 *   was, and where that waits or did.
 * - `dead_letters` are what a sink will not take, with the reason; without one they are what waits for a sink that is
 *   not configured now.
 * - `notes` are what the stages before the spool have to know after a restart.
 */
function createTables(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE spool (last_seq INTEGER NOT NULL) STRICT;
    INSERT INTO spool VALUES (0);
    CREATE TABLE items (
      seq INTEGER PRIMARY KEY, sink TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL,
      json TEXT NOT NULL, meta TEXT NOT NULL
    ) STRICT;
    CREATE TABLE latest (
      type TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (type, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sinks (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT;
    CREATE TABLE dead_letters (
      number INTEGER PRIMARY KEY AUTOINCREMENT, sink TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL,
      json TEXT NOT NULL, meta TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`);
}

/** Rows of `latest` get a number to be found by. */
function numberLatest(database: DatabaseSync): void {
  database.exec(`
    ALTER TABLE latest RENAME TO unnumbered;
    CREATE TABLE latest (
      id INTEGER PRIMARY KEY, type TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL,
      UNIQUE (type, key)
    ) STRICT;
    INSERT INTO latest (type, key, at, seq) SELECT type, key, at, seq FROM unnumbered ORDER BY seq;
    DROP TABLE unnumbered;`);
}

/** What is written time and again stands close together: a commit writes each page of which it changed a row. */
function partLatest(database: DatabaseSync): void {
  database.exec(`
    ALTER TABLE latest RENAME TO whole;
    CREATE TABLE subjects (id INTEGER PRIMARY KEY, type TEXT NOT NULL, key TEXT NOT NULL, UNIQUE (type, key)) STRICT;
    CREATE TABLE latest (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, seq INTEGER NOT NULL) STRICT;
    INSERT INTO subjects SELECT id, type, key FROM whole ORDER BY id;
    INSERT INTO latest SELECT id, at, seq FROM whole ORDER BY id;
    DROP TABLE whole;`);
}

/**
 * And it is written together: of 500 subjects, by their numbers, two numbers each, time and place, of 8 bytes in the order
 * of the machine.
 */
function packLatest(database: DatabaseSync): void {
  database.exec(`
    ALTER TABLE latest RENAME TO rows;
    CREATE TABLE latest (page INTEGER PRIMARY KEY, cells BLOB NOT NULL) STRICT;`);
  const pages = new Map<number, Float64Array>();
  for (const { id, at, seq } of database.prepare("SELECT id, at, seq FROM rows").iterate() as Iterable<LatestRow>) {
    const page = Math.floor(id / 500);
    if (!pages.has(page)) pages.set(page, new Float64Array(1_000));
    pages.get(page)!.set([at, seq], (id % 500) * 2);
  }
  const write = database.prepare("INSERT INTO latest VALUES (?, ?)");
  for (const [page, cells] of pages) write.run(page, cells);
  database.exec("DROP TABLE rows");
}

interface LatestRow {
  id: number;
  at: number;
  seq: number;
}
