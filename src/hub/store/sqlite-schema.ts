import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { Migration } from "../../sqlite-format.ts";

/** Of the hub's store, from the first format to today's. */
export const migrations: readonly Migration[] = [createTables, keepWhatWas];

/** `seq` is the primary key of both, so that reading in sequence is reading in the order of the file. */
function createTables(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE hub (epoch TEXT NOT NULL, seq INTEGER NOT NULL) STRICT;
    CREATE TABLE users (
      seq INTEGER PRIMARY KEY, user_id TEXT NOT NULL UNIQUE, version TEXT NOT NULL, metric TEXT NOT NULL, meta TEXT NOT NULL
    ) STRICT;
    CREATE TABLE events (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, event TEXT NOT NULL) STRICT;`);
  database.prepare("INSERT INTO hub (epoch, seq) VALUES (?, 0)").run(randomBytes(6).toString("hex"));
}

/**
 * Users who left stay in the sequence, what a user was stays in `history_*`, what a minute held in `minutes`.
 * - A user's row says where his latest state is, and does not hold it: a row that is small and stays where it is costs
 *   a third of one that is written anew at its `seq`, with every index that leads to it.
 * - `left_for` is empty while the user is in the live view; `expires_at` is when the row is due to be looked at.
 * - A history table takes what came within one hour, so that dropping it is how it is forgotten; latest states in it
 *   move to `kept_states`. Its rows lead from each state of a user to the one before: an index by user would cost more
 *   than all else that is written.
 * - A row of `event_spans` stands for events that follow each other in the sequence: it tells how many a reader missed.
 */
function keepWhatWas(database: DatabaseSync): void {
  database.exec(`
    ALTER TABLE hub ADD COLUMN forgotten_to INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE hub ADD COLUMN events_dropped_to INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE hub ADD COLUMN events_count INTEGER NOT NULL DEFAULT 0;

    CREATE TABLE kept_states (
      seq INTEGER PRIMARY KEY, prior_seq INTEGER NOT NULL, user_id TEXT NOT NULL, at INTEGER NOT NULL,
      metric TEXT NOT NULL, meta TEXT NOT NULL
    ) STRICT;
    INSERT INTO kept_states
      SELECT seq, 0, user_id, CAST(round((julianday(json_extract(metric, '$.timestamp')) - 2440587.5) * 86400000) AS INTEGER),
        metric, meta
      FROM users;
    CREATE TABLE users_now (
      id INTEGER PRIMARY KEY, user_id TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL, version TEXT NOT NULL,
      source TEXT NOT NULL, observed_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, active_minute INTEGER NOT NULL,
      unknown_minute INTEGER NOT NULL, left_for TEXT NOT NULL
    ) STRICT;
    INSERT INTO users_now
      SELECT seq, user_id, seq, version, coalesce(json_extract(users.meta, '$.source'), ''), at, at, 0, 0, ''
      FROM users JOIN kept_states USING (seq, user_id);
    DROP TABLE users;
    ALTER TABLE users_now RENAME TO users;
    CREATE INDEX users_by_seq ON users (seq);
    CREATE INDEX users_by_expiry ON users (left_for, expires_at);

    ALTER TABLE events ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
    UPDATE events SET at = CAST(round((julianday(json_extract(event, '$.timestamp')) - 2440587.5) * 86400000) AS INTEGER);
    CREATE INDEX events_by_time ON events (at);
    CREATE TABLE event_spans (
      first_seq INTEGER PRIMARY KEY, count INTEGER NOT NULL, before INTEGER NOT NULL, received_at INTEGER NOT NULL
    ) STRICT;
    INSERT INTO event_spans SELECT seq, 1, row_number() OVER (ORDER BY seq) - 1, at FROM events;
    UPDATE hub SET
      events_count = (SELECT count(*) FROM events), events_dropped_to = coalesce((SELECT min(seq) - 1 FROM events), 0);

    CREATE TABLE runs (
      seq INTEGER PRIMARY KEY, target TEXT NOT NULL UNIQUE, version TEXT NOT NULL, last_good_at INTEGER, run TEXT NOT NULL
    ) STRICT;
    CREATE TABLE history_parts (hour INTEGER PRIMARY KEY, from_seq INTEGER NOT NULL) STRICT;
    CREATE TABLE minutes (
      at INTEGER PRIMARY KEY, users INTEGER NOT NULL, active INTEGER NOT NULL, unknown INTEGER NOT NULL, events INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE keys (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, scopes TEXT NOT NULL, hash TEXT NOT NULL, created_at INTEGER NOT NULL,
      revoked_at INTEGER
    ) STRICT;
    CREATE TABLE grants (
      hash TEXT PRIMARY KEY, kind TEXT NOT NULL, scopes TEXT NOT NULL, expires_at INTEGER NOT NULL, ends_at INTEGER,
      key_id TEXT
    ) STRICT;`);
}
