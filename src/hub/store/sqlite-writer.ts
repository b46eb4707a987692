import type { DatabaseSync } from "node:sqlite";
import { prepareWrite } from "../../sqlite-prepare.ts";
import { settle, type HistoryRow, type Known, type Settlement, type UserRow } from "./settle.ts";
import { KnownUsers, type StoredUser } from "./known-users.ts";
import { prepareStatements } from "./sqlite-writer-statements.ts";
import { openForWriting } from "./sqlite-file.ts";
import { SqliteForgetting } from "./sqlite-forgetting.ts";
import { historyTable, SqliteHistory, toHour } from "./sqlite-history.ts";
import type { Arrival, Commit, CredentialStore, Grant, LeaveReason, SourceStore, StoredKey } from "./store.ts";
import { toVersion } from "./version.ts";

export interface SqliteWriterOptions {
  file: string;
  eventsKept: number;
  retentionMs: number;
}

export interface GivenCommit {
  arrivals: readonly Arrival[];
  now: number;
}

/** What `SqliteWriter` can be asked for, each call one transaction that is on disk when it returns. */
export type WriterCalls = Pick<CredentialStore, "addKey" | "revokeKey" | "addGrant" | "takeGrant"> &
  Pick<SourceStore, "dropEvents" | "dropRun"> & {
    wipeStates(seqs: readonly number[]): Promise<number>;
    commit(arrivals: readonly Arrival[], now: number): Promise<Commit>;
    prune(now: number): Promise<void>;
  };

type Sync<Calls> = {
  [Name in keyof Calls]: Calls[Name] extends (...what: infer Given) => Promise<infer Result>
    ? (...what: Given) => Result
    : never;
};

/** The one that writes to the file. Its calls block, so it lives in a thread of its own. */
export class SqliteWriter implements Sync<WriterCalls> {
  readonly #database: DatabaseSync;
  readonly #eventsKept: number;
  readonly #retentionMs: number;
  readonly #statements: ReturnType<typeof prepareStatements>;
  readonly #history: SqliteHistory;
  readonly #forgetting: SqliteForgetting;
  readonly #knownUsers = new KnownUsers();
  #fileVersion: unknown;
  #hour = 0;
  #putHistory: ReturnType<typeof prepareWrite> | undefined;

  constructor({ file, eventsKept, retentionMs }: SqliteWriterOptions) {
    this.#database = openForWriting(file);
    this.#eventsKept = eventsKept;
    this.#retentionMs = retentionMs;
    this.#statements = prepareStatements(this.#database);
    this.#history = new SqliteHistory(this.#database);
    this.#forgetting = new SqliteForgetting(this.#database, this.#history);
  }

  commit(arrivals: readonly Arrival[], now: number): Commit {
    return this.commitAll([{ arrivals, now }])[0]!;
  }

  /** Several that share one sync, each as if it had come alone. */
  commitAll(given: readonly GivenCommit[]): Commit[] {
    return this.#transaction(() => {
      this.#noticeOthers();
      const commits = given.map((each) => this.#commit(each));
      this.#knownUsers.trim();
      return commits;
    });
  }

  prune(now: number): void {
    const cutoff = now - this.#retentionMs;
    this.#knownUsers.clear();
    this.#transaction(() => {
      this.#dropHistory(cutoff);
      this.#statements.dropMinutes.run(cutoff);
      this.#statements.dropRuns.run(toVersion(new Date(cutoff).toISOString()));
      this.#statements.dropGrants.run(now);
      this.#statements.setEventsDroppedTo.run(lastSeqOf(this.#statements.dropEventsByTime.all(cutoff)));
      this.#statements.setForgottenTo.run(lastSeqOf(this.#statements.forgetLeft.all(now)));
      this.#statements.setForgottenTo.run(Number(this.#statements.oldSpans.get(cutoff)!["seq"]));
      this.#statements.dropSpans.run();
    });
  }

  dropEvents(seqs: readonly number[]): void {
    this.#transaction(() => this.#forgetting.dropEvents(seqs));
  }

  dropRun(target: string): boolean {
    return this.#transaction(() => this.#forgetting.dropRun(target));
  }

  wipeStates(seqs: readonly number[]): number {
    return this.#transaction(() => this.#forgetting.wipeStates(seqs));
  }

  addKey({ id, name, scopes, hash, createdAt }: StoredKey): void {
    this.#statements.addKey.run(id, name, scopes.join(" "), hash, createdAt);
  }

  revokeKey(id: string, at: number): boolean {
    return this.#transaction(() => {
      const isRevoked = Number(this.#statements.revokeKey.run(at, id).changes) > 0;
      if (isRevoked) this.#statements.dropGrantsOfKey.run(id);
      return isRevoked;
    });
  }

  addGrant({ hash, kind, scopes, expiresAt, endsAt, keyId }: Grant): void {
    this.#statements.addGrant.run(hash, kind, scopes.join(" "), expiresAt, endsAt ?? null, keyId ?? null);
  }

  takeGrant(hash: string): Grant | undefined {
    const row = this.#statements.takeGrant.get(hash);
    return row && toGrant(row);
  }

  close(): void {
    this.#database.close();
  }

  #commit({ arrivals, now }: GivenCommit): Commit {
    const before = Number(this.#statements.seq.get()!["seq"]);
    const known = this.#load(arrivals);
    const settlement = settle(arrivals, known, before);
    const { seq, accepted, older, users, kept } = settlement;
    if (seq !== before || kept.size > 0) this.#write(settlement, { before, now });
    for (const user of users.values()) this.#putUser(user, { stored: known.users.get(user.userId), now });
    return { seq, accepted, older };
  }

  #transaction<Result>(work: () => Result): Result {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      // A full disk may have ended the transaction already.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      this.#knownUsers.clear();
      this.#hour = 0;
      throw error;
    }
  }

  /** The version changes when another connection has written, be it to make a key; it may have opened the next hour. */
  #noticeOthers(): void {
    const version = this.#statements.fileVersion.get()!["data_version"];
    if (version === this.#fileVersion) return;
    this.#fileVersion = version;
    this.#knownUsers.clear();
    this.#hour = 0;
  }

  #load(arrivals: readonly Arrival[]): KnownRows {
    const users = new Map<string, StoredUser>();
    const eventIds = new Set<string>();
    const runs = new Map<string, string>();
    for (const arrival of arrivals) {
      if (arrival.type === "event") {
        if (this.#statements.event.get(arrival.id)) eventIds.add(arrival.id);
      } else if (arrival.type === "run") {
        const row = this.#statements.run.get(arrival.target);
        if (row) runs.set(arrival.target, String(row["version"]));
      } else {
        const known = users.get(arrival.userId) ?? this.#loadUser(arrival.userId);
        if (!known) continue;
        users.set(arrival.userId, known);
        // Of who has left only the version counts, and the state may be forgotten by now.
        if (arrival.version === known.version && known.left === undefined)
          users.set(arrival.userId, this.#withState(known));
      }
    }
    return { users, eventIds, runs };
  }

  #loadUser(userId: string): StoredUser | undefined {
    const known = this.#knownUsers.get(userId);
    if (known) return known;

    const row = this.#statements.user.get(userId);
    return row && toStoredUser(row as unknown as UserColumns);
  }

  /** What a user was counts only where something of the same instant comes, which is rare. */
  #withState(user: StoredUser): StoredUser {
    const { metric: metricJson, meta: metaJson } = this.#history.latestAt(user.seq)!;
    return { ...user, metricJson, metaJson };
  }

  #putUser(user: UserRow, { stored, now }: { stored: StoredUser | undefined; now: number }): void {
    const { addUser, changeUser, moveUser } = this.#statements;
    const { userId, seq, version, source, observedAt, countedMinute, left } = user;
    const state = [seq, version, source, observedAt, countedMinute.active, countedMinute.unknown] as const;
    // Kept for the retention time, so that whoever comes back within it is told of the leaving.
    const dueAt = left === undefined ? user.expiresAt : now + this.#retentionMs;
    if (!stored) {
      const { lastInsertRowid: id } = addUser.run(...state, dueAt, left ?? "", userId);
      this.#knownUsers.set(userId, toStored(user, { id: Number(id), dueAt }));
    } else if (left === undefined && stored.left === undefined && stored.dueAt <= dueAt) {
      moveUser(...state, stored.id);
      this.#knownUsers.set(userId, toStored(user, stored));
    } else {
      changeUser(...state, dueAt, left ?? "", stored.id);
      this.#knownUsers.set(userId, toStored(user, { id: stored.id, dueAt }));
    }
  }

  #write(
    { seq, kept, history, events, runs, minutes }: Settlement,
    { before, now }: { before: number; now: number },
  ): void {
    const { keepUser, putEvent, putRun, addToMinute, setSeq } = this.#statements;
    for (const [userId, expiresAt] of kept) {
      keepUser.run(expiresAt, userId);
      this.#knownUsers.forget(userId);
    }
    if (history.length > 0) this.#openHour(toHour(now), before + 1);
    this.#writeHistory(history);
    for (const event of events) putEvent(event.seq, event.id, event.at, event.eventJson);
    for (const run of runs) putRun.run(run.seq, run.target, run.version, run.isGood ? run.at : null, run.runJson);
    for (const [at, counts] of minutes) addToMinute.run(at, counts.users, counts.active, counts.unknown, counts.events);
    if (events.length > 0) this.#noteEvents({ firstSeq: events[0]!.seq, count: events.length, now });
    setSeq.run(seq);
  }

  #writeHistory(rows: readonly HistoryRow[]): void {
    for (const { seq, priorSeq, userId, at, metricJson, metaJson } of rows)
      this.#putHistory!(seq, priorSeq, userId, at, metricJson, metaJson);
  }

  #openHour(current: number, fromSeq: number): void {
    if (current === this.#hour) return;
    // Never back, or the parts would not lie one after the other in the sequence.
    const hour = Math.max(current, Number(this.#statements.lastHour.get()?.["hour"] ?? 0));
    if (hour === this.#hour) return;

    const table = historyTable(hour);
    this.#database.exec(`
      CREATE TABLE IF NOT EXISTS ${table} (
        seq INTEGER PRIMARY KEY, prior_seq INTEGER NOT NULL, user_id TEXT NOT NULL, at INTEGER NOT NULL,
        metric TEXT NOT NULL, meta TEXT NOT NULL
      ) STRICT;
      INSERT INTO history_parts (hour, from_seq) VALUES (${hour}, ${fromSeq}) ON CONFLICT (hour) DO NOTHING;`);
    this.#putHistory = prepareWrite(this.#database, `INSERT INTO ${table} VALUES (?, ?, ?, ?, ?, ?)`);
    this.#hour = hour;
  }

  #dropHistory(cutoff: number): void {
    this.#statements.dropKept.run();
    this.#history.forgetTables();
    for (const { hour, from_seq: fromSeq } of this.#statements.hoursBefore.all(toHour(cutoff))) {
      const table = historyTable(Number(hour));
      this.#statements.dropHour.run(Number(hour));
      const { next } = this.#statements.firstSeq.get()!;
      this.#database.exec(`
        INSERT INTO kept_states
          SELECT states.* FROM users CROSS JOIN ${table} AS states ON states.seq = users.seq
          WHERE users.seq >= ${Number(fromSeq)} AND users.seq < ${Number(next)} AND +left_for = '';
        DROP TABLE ${table};`);
      if (hour === this.#hour) this.#hour = 0;
    }
  }

  #noteEvents({ firstSeq, count, now }: { firstSeq: number; count: number; now: number }): void {
    const { addSpan, countEvents, dropEvents, setEventsDroppedTo } = this.#statements;
    addSpan.run(firstSeq, count, now);
    countEvents.run(count);
    setEventsDroppedTo.run(lastSeqOf(dropEvents.all(this.#eventsKept)));
  }
}

function lastSeqOf(rows: readonly Record<string, unknown>[]): number {
  return rows.reduce((last, { seq }) => Math.max(last, Number(seq)), 0);
}

interface KnownRows extends Known {
  users: ReadonlyMap<string, StoredUser>;
}

interface UserColumns {
  id: number;
  seq: number;
  version: string;
  observed_at: number;
  expires_at: number;
  active_minute: number;
  unknown_minute: number;
  left_for: LeaveReason | "";
}

function toStored(
  { seq, version, observedAt, countedMinute, left }: UserRow,
  { id, dueAt }: Pick<StoredUser, "id" | "dueAt">,
): StoredUser {
  return { id, dueAt, seq, version, observedAt, countedMinute, left, metricJson: "", metaJson: "" };
}

function toStoredUser(row: UserColumns): StoredUser {
  return {
    id: row.id,
    dueAt: row.expires_at,
    seq: row.seq,
    version: row.version,
    observedAt: row.observed_at,
    countedMinute: { active: row.active_minute, unknown: row.unknown_minute },
    left: row.left_for === "" ? undefined : row.left_for,
    metricJson: "",
    metaJson: "",
  };
}

export function toGrant(row: Record<string, unknown>): Grant {
  return {
    hash: row["hash"] as string,
    kind: row["kind"] as Grant["kind"],
    scopes: (row["scopes"] as string).split(" ") as Grant["scopes"],
    expiresAt: row["expires_at"] as number,
    endsAt: (row["ends_at"] as number | null) ?? undefined,
    keyId: (row["key_id"] as string | null) ?? undefined,
  };
}
