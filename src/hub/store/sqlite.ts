import { mkdir } from "node:fs/promises";
import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { EnvironmentError } from "../../errors.ts";
import { prepareLists } from "../../sqlite-prepare.ts";
import { asOfOneMoment, openForReading, openForWriting } from "./sqlite-file.ts";
import { forgottenMeta } from "./settle.ts";
import { SqliteHistory, type LatestState, type StateRow } from "./sqlite-history.ts";
import { SqliteSources } from "./sqlite-sources.ts";
import { SqliteThread } from "./sqlite-thread.ts";
import { toGrant } from "./sqlite-writer.ts";
import {
  defineStore,
  type Arrival,
  type Change,
  type Commit,
  type Grant,
  type LeaveReason,
  type MinuteCounts,
  type Overdue,
  type PastState,
  type Position,
  type Slice,
  type SourceStore,
  type Store,
  type StoredKey,
  type StoredRun,
  type TimeRange,
} from "./store.ts";

/** The embedded store: one SQLite file in the state folder, synced at every commit. */
export const sqlite = defineStore({
  name: "sqlite",

  async open({ stateFolder, eventsKept, retentionMs }) {
    const file = path.join(stateFolder, "hub.sqlite");
    try {
      await mkdir(stateFolder, { recursive: true, mode: 0o700 });
      // Whatever is wrong with the file shows here, where an error keeps its class.
      openForWriting(file).close();
      const thread = await SqliteThread.open({ file, eventsKept, retentionMs });
      return new SqliteStore({ thread, database: openForReading(file), eventsKept });
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

const statesPerPage = 500;
/** A word from outside is seen after this long. */
const lookEveryMs = 500;

/** Reads here, a page at a time; writes in a thread of its own. */
class SqliteStore implements Store {
  readonly epoch: string;
  /** Its thread lets those share a sync that come while it is busy, and never waits for this one to bring the next. */
  readonly commitsAhead = 8;
  readonly eventsKept: number;
  readonly sources: SourceStore;
  readonly #thread: SqliteThread;
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepareStatements>;
  readonly #history: SqliteHistory;

  constructor({ thread, database, eventsKept }: { thread: SqliteThread; database: DatabaseSync; eventsKept: number }) {
    this.eventsKept = eventsKept;
    this.#thread = thread;
    this.#database = database;
    this.#statements = prepareStatements(database);
    this.#history = new SqliteHistory(database);
    this.sources = new SqliteSources({ database, history: this.#history, thread });
    this.epoch = String(this.#statements.hub.get()!["epoch"]);
  }

  async latestSeq(): Promise<number> {
    return Number(this.#statements.hub.get()!["seq"]);
  }

  commit(arrivals: readonly Arrival[], now: number): Promise<Commit> {
    return this.#thread.call("commit", arrivals, now);
  }

  async changesAfter(position: Position, limit: number): Promise<Slice> {
    return asOfOneMoment(this.#database, () => {
      const { forgotten_to: forgottenTo, events_dropped_to: eventsDroppedTo } = this.#statements.hub.get()!;
      const changes = this.#changesAfter(position, limit);
      return { changes, forgottenTo: Number(forgottenTo), eventsDroppedTo: Number(eventsDroppedTo) };
    });
  }

  async seqBeforeLastEvents(count: number): Promise<number> {
    const before = this.#statements.eventBefore.get(count)?.["seq"] ?? this.#statements.hub.get()!["events_dropped_to"];
    return Number(before);
  }

  async eventsMissed(after: number, upTo: readonly number[]): Promise<number[]> {
    const droppedTo = Number(this.#statements.hub.get()!["events_dropped_to"]);
    const before = this.#eventsUpTo(after);
    return upTo.map((seq) => Math.max(0, this.#eventsUpTo(Math.min(seq, droppedTo)) - before));
  }

  async overdue(now: number, limit: number): Promise<Overdue[]> {
    return this.#statements.overdue.all(now, limit) as unknown as Overdue[];
  }

  async runs(): Promise<StoredRun[]> {
    return this.#statements.runs.all().map((row) => ({
      runJson: String(row["run"]),
      lastGoodAt: (row["last_good_at"] as number | null) ?? undefined,
    }));
  }

  async minutes({ from, to }: TimeRange, stepMs: number): Promise<MinuteCounts[]> {
    return this.#statements.minutes.all(stepMs, from, to) as unknown as MinuteCounts[];
  }

  async *pastStates(userId: string, range: TimeRange): AsyncGenerator<PastState, void> {
    let seq = Number(this.#statements.seqOfUser.get(userId)?.["seq"] ?? 0);
    while (seq > 0) {
      const { states, priorSeq } = this.#pastPage(seq, range);
      yield* states;
      seq = priorSeq;
      // This thread has others to serve.
      await nextTurn();
    }
  }

  async eventsBetween({ from, to }: TimeRange, limit: number): Promise<string[]> {
    return this.#statements.eventsBetween.all(from, to, limit).map(({ event }) => String(event));
  }

  async countUsers(): Promise<number> {
    return Number(this.#statements.countUsers.get()!["count"]);
  }

  prune(now: number): Promise<void> {
    this.#history.forgetTables();
    return this.#thread.call("prune", now);
  }

  /** This file has one hub, but a command may work on it as well. */
  watch(onChange: () => void): () => void {
    const looking = setInterval(onChange, lookEveryMs);
    return () => clearInterval(looking);
  }

  addKey(key: StoredKey): Promise<void> {
    return this.#thread.call("addKey", key);
  }

  async findKey(id: string): Promise<StoredKey | undefined> {
    const row = this.#statements.key.get(id);
    return row && toKey(row);
  }

  async listKeys(): Promise<StoredKey[]> {
    return this.#statements.keys.all().map(toKey);
  }

  revokeKey(id: string, at: number): Promise<boolean> {
    return this.#thread.call("revokeKey", id, at);
  }

  addGrant(grant: Grant): Promise<void> {
    return this.#thread.call("addGrant", grant);
  }

  async findGrant(hash: string): Promise<Grant | undefined> {
    const row = this.#statements.grant.get(hash);
    return row && toGrant(row);
  }

  takeGrant(hash: string): Promise<Grant | undefined> {
    return this.#thread.call("takeGrant", hash);
  }

  async close(): Promise<void> {
    this.#database.close();
    await this.#thread.close();
  }

  #changesAfter({ seq, eventsAfter, leftAfter }: Position, limit: number): Change[] {
    const rows = this.#statements.changes.all(
      seq,
      leftAfter,
      Math.max(seq, eventsAfter),
      seq,
      limit,
    ) as unknown as Row[];
    if (rows.length === 0) return [];

    const [, first] = rows[0]!;
    const [, last] = rows.at(-1)!;
    const states = this.#history.latestBetween(first, last);
    return rows.map((row) => toChange(row, states));
  }

  #eventsUpTo(seq: number): number {
    const row = this.#statements.span.get(seq);
    if (!row) return 0;
    return Number(row["before"]) + Math.min(Number(row["count"]), seq - Number(row["first_seq"]) + 1);
  }

  #pastPage(latest: number, { from, to }: TimeRange): { states: PastState[]; priorSeq: number } {
    return asOfOneMoment(this.#database, () => {
      const states: PastState[] = [];
      let seq = latest;
      for (let read = 0; read < statesPerPage && seq > 0; read += 1) {
        const row = this.#history.at(seq);
        // A leaving is dated by the hub's clock, what came before and after it by the sender's.
        if (!row || (row.meta !== "" && row.at < from)) return { states, priorSeq: 0 };
        if (row.at >= from && row.at < to && !this.#isForgotten(row)) states.push(toPastState(row));
        seq = row.prior_seq;
      }
      return { states, priorSeq: seq };
    });
  }

  /** That somebody left is forgotten with what there was before. */
  #isForgotten({ meta, prior_seq: priorSeq }: StateRow): boolean {
    return meta === forgottenMeta || (meta === "" && this.#history.at(priorSeq)?.meta === forgottenMeta);
  }
}

function prepareStatements(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  return {
    hub: prepare("SELECT epoch, seq, forgotten_to, events_dropped_to FROM hub"),
    changes: prepareLists(
      database,
      `SELECT iif(left_for = '', 'user', 'left') AS type, seq, user_id AS name, left_for AS body
      FROM users WHERE seq > ? AND (left_for = '' OR seq > ?)
      UNION ALL SELECT 'event', seq, '', event FROM events WHERE seq > ?
      UNION ALL SELECT 'run', seq, '', run FROM runs WHERE seq > ?
      ORDER BY seq LIMIT ?`,
    ),
    eventBefore: prepare("SELECT seq FROM events ORDER BY seq DESC LIMIT 1 OFFSET ?"),
    span: prepare("SELECT * FROM event_spans WHERE first_seq <= ? ORDER BY first_seq DESC LIMIT 1"),
    overdue: prepare(`
      SELECT user_id AS userId, source, version, observed_at AS observedAt
      FROM users WHERE left_for = '' AND expires_at <= ? ORDER BY expires_at LIMIT ?`),
    runs: prepare("SELECT run, last_good_at FROM runs ORDER BY target"),
    minutes: prepare(`
      SELECT at - at % ? AS at, max(users) AS users, max(active) AS active, max(unknown) AS unknown, sum(events) AS events
      FROM minutes WHERE minutes.at >= ? AND minutes.at < ? GROUP BY 1 ORDER BY 1`),
    seqOfUser: prepare("SELECT seq FROM users WHERE user_id = ?"),
    eventsBetween: prepare("SELECT event FROM events WHERE at >= ? AND at < ? ORDER BY at DESC, seq DESC LIMIT ?"),
    countUsers: prepare("SELECT count(*) AS count FROM users WHERE left_for = ''"),
    key: prepare("SELECT * FROM keys WHERE id = ?"),
    keys: prepare("SELECT * FROM keys ORDER BY created_at, id"),
    grant: prepare("SELECT * FROM grants WHERE hash = ?"),
  };
}

type Row = [type: Change["type"], seq: number, name: string, body: string];

function toChange([type, seq, name, body]: Row, states: ReadonlyMap<number, LatestState>): Change {
  switch (type) {
    case "user": {
      const { metric, meta } = states.get(seq)!;
      return { type, seq, userId: name, metricJson: metric, metaJson: meta };
    }
    case "left":
      return { type, seq, userId: name, reason: body as LeaveReason };
    case "event":
      return { type, seq, eventJson: body };
    case "run":
      return { type, seq, runJson: body };
  }
}

function toPastState({ at, metric, meta }: StateRow): PastState {
  return { at, metricJson: metric || undefined, metaJson: meta || undefined };
}

function toKey(row: Record<string, unknown>): StoredKey {
  return {
    id: row["id"] as string,
    name: row["name"] as string,
    scopes: (row["scopes"] as string).split(" ") as StoredKey["scopes"],
    hash: row["hash"] as string,
    createdAt: row["created_at"] as number,
    revokedAt: (row["revoked_at"] as number | null) ?? undefined,
  };
}
