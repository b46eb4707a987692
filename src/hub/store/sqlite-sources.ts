import { setImmediate as nextTurn } from "node:timers/promises";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { asOfOneMoment } from "./sqlite-file.ts";
import type { SqliteHistory, StateRow as HistoryState } from "./sqlite-history.ts";
import type { SqliteThread } from "./sqlite-thread.ts";
import { groupBySource, statesPerPage } from "./state-sources.ts";
import type { HistoryPage, SourceStore, StoredEvent, UserVersion } from "./store.ts";

type StateRow = Pick<HistoryState, "seq" | "meta">;

interface Parts {
  database: DatabaseSync;
  history: SqliteHistory;
  thread: SqliteThread;
}

/** What came from which source: found here, taken away by the writer. */
export class SqliteSources implements SourceStore {
  readonly #database: DatabaseSync;
  readonly #history: SqliteHistory;
  readonly #thread: SqliteThread;
  readonly #statements: ReturnType<typeof prepareStatements>;

  constructor({ database, history, thread }: Parts) {
    this.#database = database;
    this.#history = history;
    this.#thread = thread;
    this.#statements = prepareStatements(database);
  }

  async inView(): Promise<string[]> {
    return this.#statements.inView.all().map(({ source }) => String(source));
  }

  async sourceOf(userId: string): Promise<string | undefined> {
    return this.#statements.sourceOf.get(userId)?.["source"] as string | undefined;
  }

  async usersOf(source: string, after: string | undefined, limit: number): Promise<UserVersion[]> {
    return this.#statements.usersOf.all(source, after ?? "", limit) as unknown as UserVersion[];
  }

  async eventsAfter(seq: number, limit: number): Promise<StoredEvent[]> {
    return this.#statements.eventsAfter.all(seq, limit) as unknown as StoredEvent[];
  }

  dropEvents(seqs: readonly number[]): Promise<void> {
    return this.#thread.call("dropEvents", seqs);
  }

  dropRun(target: string): Promise<boolean> {
    return this.#thread.call("dropRun", target);
  }

  async *history(upTo: number): AsyncGenerator<HistoryPage, void> {
    for (let rows = this.#statesAfter(0, upTo); rows.length > 0; rows = this.#statesAfter(rows.at(-1)!.seq, upTo)) {
      const states = groupBySource(rows);
      yield {
        sources: new Set(states.keys()),
        wipe: (source) =>
          this.#thread.call(
            "wipeStates",
            (states.get(source) ?? []).map(({ seq }) => seq),
          ),
      };
      // This thread may have others to serve.
      await nextTurn();
    }
  }

  #statesAfter(seq: number, upTo: number): StateRow[] {
    return asOfOneMoment(this.#database, () => {
      for (const table of this.#history.tablesAfter(seq)) {
        const rows = this.#database
          .prepare(`SELECT seq, meta FROM ${table} WHERE seq > ? AND seq <= ? AND metric <> '' ORDER BY seq LIMIT ?`)
          .all(seq, upTo, statesPerPage);
        if (rows.length > 0) return rows as unknown as StateRow[];
      }
      return [];
    });
  }
}

function prepareStatements(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  return {
    inView: prepare("SELECT source FROM users WHERE left_for = '' UNION SELECT target FROM runs"),
    sourceOf: prepare("SELECT source FROM users WHERE user_id = ? AND left_for = ''"),
    // The plus keeps it to the index of ids: by any other, each page would have to be sorted out of all users.
    usersOf: prepare(`
      SELECT user_id AS userId, version FROM users WHERE user_id > ?2 AND source = ?1 AND +left_for = ''
      ORDER BY user_id LIMIT ?3`),
    eventsAfter: prepare("SELECT seq, event AS eventJson FROM events WHERE seq > ? ORDER BY seq LIMIT ?"),
  };
}
