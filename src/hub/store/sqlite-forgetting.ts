import type { DatabaseSync, StatementSync } from "node:sqlite";
import { forgottenMeta } from "./settle.ts";
import type { SqliteHistory } from "./sqlite-history.ts";

/** Takes away what came from a source, within transactions of the writer. */
export class SqliteForgetting {
  readonly #database: DatabaseSync;
  readonly #history: SqliteHistory;
  readonly #statements: ReturnType<typeof prepareStatements>;

  constructor(database: DatabaseSync, history: SqliteHistory) {
    this.#database = database;
    this.#history = history;
    this.#statements = prepareStatements(database);
  }

  dropEvents(seqs: readonly number[]): void {
    for (const seq of seqs) this.#statements.dropEvent.run(seq);
    this.#statements.takePlace.run();
  }

  dropRun(target: string): boolean {
    const isDropped = Number(this.#statements.dropRun.run(target).changes) > 0;
    if (isDropped) this.#statements.forgetUpToHere.run();
    return isDropped;
  }

  wipeStates(seqs: readonly number[]): number {
    let count = 0;
    for (const [table, places] of Map.groupBy(seqs, (seq) => this.#history.tableOf(seq))) {
      const wipe = this.#prepareWipe(table);
      for (const seq of places) count += Number(wipe.run(seq).changes);
    }
    return count;
  }

  #prepareWipe(table: string): StatementSync {
    return this.#database.prepare(`
      UPDATE ${table} SET user_id = '', metric = '', meta = '${forgottenMeta}'
      WHERE seq = ? AND metric <> ''
        AND NOT EXISTS (SELECT 1 FROM users WHERE users.seq = ${table}.seq AND left_for = '')`);
  }
}

function prepareStatements(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  return {
    dropEvent: prepare("DELETE FROM events WHERE seq = ?"),
    takePlace: prepare("UPDATE hub SET seq = seq + 1"),
    dropRun: prepare("DELETE FROM runs WHERE target = ?"),
    forgetUpToHere: prepare("UPDATE hub SET seq = seq + 1, forgotten_to = seq + 1"),
  };
}
