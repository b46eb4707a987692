import type { DatabaseSync } from "node:sqlite";
import { EnvironmentError } from "./errors.ts";

/** Leads from the format before it to the next. */
export type Migration = (database: DatabaseSync) => void;

/**
 * Brings a file to the newest format, and refuses one that a newer version has written; the file says in `user_version`
 * how many migrations it has behind it. `name` is what people read: “The spool /var/…/spool.sqlite”.
 */
export function migrate(database: DatabaseSync, name: string, migrations: readonly Migration[]): void {
  const format = readFormat(database);
  if (format > migrations.length)
    throw new EnvironmentError(`${name} was written by a newer version of live-metrics`, {
      code: "LM_STATE_UNUSABLE",
      hint: "Use that version, or name another folder with --state-dir.",
    });
  if (format === migrations.length) return;

  database.exec("BEGIN IMMEDIATE");
  // Looked at anew: another process may have done it meanwhile.
  for (const step of migrations.slice(readFormat(database))) step(database);
  database.exec(`PRAGMA user_version = ${migrations.length}; COMMIT`);
}

function readFormat(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()!["user_version"]);
}
