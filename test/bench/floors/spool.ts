import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** The plainest spool: a table of texts. Each run is inserted and synced; then all are read and deleted, run by run. */
export function openFloor(file: string) {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; CREATE TABLE items (seq INTEGER PRIMARY KEY, json TEXT, meta TEXT)");
  const insert = database.prepare("INSERT INTO items (json, meta) VALUES (?, ?)");
  const read = database.prepare("SELECT seq, json, meta FROM items ORDER BY seq LIMIT ?");
  read.setReturnArrays(true);
  const remove = database.prepare("DELETE FROM items WHERE seq <= ?");

  return {
    write(run: readonly { json: string; metaJson: string }[]): void {
      database.exec("PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
      for (const { json, metaJson } of run) insert.run(json, metaJson);
      database.exec("COMMIT");
    },

    /** Returns how many there were. */
    drain(runLength: number): number {
      for (let count = 0; ;) {
        const rows = read.all(runLength) as unknown as [seq: number, json: string, meta: string][];
        if (rows.length === 0) return count;
        count += rows.length;
        database.exec("PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE");
        remove.run(rows.at(-1)![0]);
        database.exec("COMMIT");
      }
    },

    close(): void {
      database.close();
      rmSync(file);
    },
  };
}
