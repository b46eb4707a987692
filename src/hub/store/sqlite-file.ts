import { DatabaseSync } from "node:sqlite";
import { migrate } from "../../sqlite-format.ts";
import { migrations } from "./sqlite-schema.ts";

/** Opens the file for writing, in today's format; made if it is not there. */
export function openForWriting(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  try {
    // Larger pages, and a log of 32 MB before it is copied back, write each page less often: 1.15 times the pace for
    // commits of 500 metrics out of 10,000 users. With SQLite's own cache of 2 MB, 100,000 users would be read anew.
    database.exec("PRAGMA page_size = 8192; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32768;");
    // FULL syncs the log at every commit; fullfsync makes macOS sync the disk as well, and is ignored elsewhere.
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;");
    migrate(database, `The hub's store ${file}`, migrations);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A second connection, which reads while another one writes. */
export function openForReading(file: string): DatabaseSync {
  return new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
}

/** As of one moment: what is pruned between two reads would be missing from one and unknown to the other. */
export function asOfOneMoment<Result>(database: DatabaseSync, read: () => Result): Result {
  database.exec("BEGIN");
  try {
    return read();
  } finally {
    database.exec("COMMIT");
  }
}
