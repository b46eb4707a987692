import { mkdir } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { EnvironmentError } from "../../errors.ts";
import { migrate } from "./sqlite-schema.ts";
import { defineStore, type Arrival, type Change, type Commit, type Position, type Store } from "./store.ts";

/** The embedded store: one SQLite file in the state folder, synced at every commit. */
export const sqlite = defineStore({
  name: "sqlite",

  async open({ stateFolder, eventsKept }) {
    const file = path.join(stateFolder, "hub.sqlite");
    try {
      await mkdir(stateFolder, { recursive: true, mode: 0o700 });
      return new SqliteStore(openDatabase(file), eventsKept);
    } catch (cause) {
      if (cause instanceof EnvironmentError) throw cause;
      throw new EnvironmentError(`The hub's store ${file} cannot be opened: ${(cause as Error).message}`, {
        code: "LM_STATE_UNUSABLE",
        hint: "Check that the folder can be written, or name another one with --state-dir.",
        cause,
      });
    }
  },
});

function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  try {
    // FULL syncs the log at every commit; fullfsync makes macOS sync the disk as well, and is ignored elsewhere.
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;");
    migrate(database, file);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

class SqliteStore implements Store {
  readonly epoch: string;
  readonly #database: DatabaseSync;
  readonly #eventsKept: number;
  readonly #statements: Statements;

  constructor(database: DatabaseSync, eventsKept: number) {
    this.#database = database;
    this.#eventsKept = eventsKept;
    this.#statements = prepareStatements(database);
    this.epoch = String(this.#statements.hub.get()!["epoch"]);
  }

  async latestSeq(): Promise<number> {
    return this.#latestSeq();
  }

  async commit(arrivals: readonly Arrival[]): Promise<Commit> {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = this.#write(arrivals);
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      // A full disk may have ended the transaction already.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  async changesAfter({ seq, eventsAfter }: Position, limit: number): Promise<Change[]> {
    return this.#statements.changes
      .all(seq, Math.max(seq, eventsAfter), limit)
      .map((row) => toChange(row as unknown as Row));
  }

  async seqBeforeLastEvents(count: number): Promise<number> {
    return Number(this.#statements.eventBefore.get(count)?.["seq"] ?? 0);
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #latestSeq(): number {
    return Number(this.#statements.hub.get()!["seq"]);
  }

  #write(arrivals: readonly Arrival[]): Commit {
    const before = this.#latestSeq();
    let seq = before;
    const accepted = arrivals.map((arrival) => {
      const isAccepted = this.#writeOne(arrival, seq + 1);
      if (isAccepted) seq += 1;
      return isAccepted;
    });
    if (seq === before) return { seq, accepted };

    this.#statements.setSeq.run(seq);
    if (arrivals.some(({ type }) => type === "event")) this.#statements.dropEvents.run(this.#eventsKept);
    return { seq, accepted };
  }

  #writeOne(arrival: Arrival, seq: number): boolean {
    const { putUser, putEvent } = this.#statements;
    const { changes } =
      arrival.type === "user"
        ? putUser.run(seq, arrival.userId, arrival.version, arrival.metricJson, arrival.metaJson)
        : putEvent.run(seq, arrival.id, arrival.eventJson);
    return Number(changes) > 0;
  }
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  return {
    hub: prepare("SELECT epoch, seq FROM hub"),
    setSeq: prepare("UPDATE hub SET seq = ?"),
    // Who sent it, and under which id, is not content: the same record by another road is still a duplicate.
    putUser: prepare(`
      INSERT INTO users (seq, user_id, version, metric, meta) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (user_id) DO UPDATE
      SET seq = excluded.seq, version = excluded.version, metric = excluded.metric, meta = excluded.meta
      WHERE excluded.version > users.version OR (excluded.version = users.version AND (excluded.metric <> users.metric
        OR json_remove(excluded.meta, '$.id', '$.source') <> json_remove(users.meta, '$.id', '$.source')))`),
    putEvent: prepare("INSERT INTO events (seq, id, event) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING"),
    dropEvents: prepare("DELETE FROM events WHERE seq <= (SELECT seq FROM events ORDER BY seq DESC LIMIT 1 OFFSET ?)"),
    eventBefore: prepare("SELECT seq FROM events ORDER BY seq DESC LIMIT 1 OFFSET ?"),
    changes: prepare(`
      SELECT seq, user_id, metric, meta, NULL AS event FROM users WHERE seq > ?
      UNION ALL SELECT seq, NULL, NULL, NULL, event FROM events WHERE seq > ?
      ORDER BY seq LIMIT ?`),
  };
}

type Row = { seq: number; user_id: string; metric: string; meta: string; event: null } | { seq: number; event: string };

function toChange(row: Row): Change {
  if (row.event !== null) return { type: "event", seq: row.seq, eventJson: row.event };
  return { type: "user", seq: row.seq, userId: row.user_id, metricJson: row.metric, metaJson: row.meta };
}
