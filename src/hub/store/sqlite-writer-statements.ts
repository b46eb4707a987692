import type { DatabaseSync, StatementSync } from "node:sqlite";
import { prepareWrite } from "../../sqlite-prepare.ts";

/** What the writer asks its file, but for what it has of each hour. */
export function prepareStatements(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  const write = (sql: string): ReturnType<typeof prepareWrite> => prepareWrite(database, sql);
  return {
    fileVersion: prepare("PRAGMA data_version"),
    seq: prepare("SELECT seq FROM hub"),
    setSeq: prepare("UPDATE hub SET seq = ?"),
    user: prepare(`
      SELECT id, seq, version, observed_at, expires_at, active_minute, unknown_minute, left_for
      FROM users WHERE user_id = ?`),
    event: prepare("SELECT 1 FROM events WHERE id = ?"),
    run: prepare("SELECT version FROM runs WHERE target = ?"),
    addUser: prepare(`
      INSERT INTO users (
        seq, version, source, observed_at, active_minute, unknown_minute, expires_at, left_for, user_id
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    changeUser: write(`
      UPDATE users SET
        seq = ?, version = ?, source = ?, observed_at = ?, active_minute = ?, unknown_minute = ?, expires_at = ?, left_for = ?
      WHERE id = ?`),
    // A row that is due early is looked at once for nothing: that costs less than to move it in the index each time.
    moveUser: write(`
      UPDATE users SET seq = ?, version = ?, source = ?, observed_at = ?, active_minute = ?, unknown_minute = ?
      WHERE id = ?`),
    keepUser: prepare("UPDATE users SET expires_at = ? WHERE user_id = ?"),
    putEvent: write("INSERT INTO events (seq, id, at, event) VALUES (?, ?, ?, ?)"),
    putRun: prepare(`
      INSERT INTO runs (seq, target, version, last_good_at, run) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (target) DO UPDATE SET
        seq = excluded.seq, version = excluded.version, run = excluded.run,
        last_good_at = coalesce(excluded.last_good_at, runs.last_good_at)`),
    addToMinute: prepare(`
      INSERT INTO minutes (at, users, active, unknown, events) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (at) DO UPDATE SET
        users = users + excluded.users, active = active + excluded.active, unknown = unknown + excluded.unknown,
        events = events + excluded.events`),
    addSpan: prepare("INSERT INTO event_spans SELECT ?, ?, events_count, ? FROM hub"),
    countEvents: prepare("UPDATE hub SET events_count = events_count + ?"),
    dropEvents: prepare(`
      DELETE FROM events WHERE seq <= (SELECT seq FROM events ORDER BY seq DESC LIMIT 1 OFFSET ?) RETURNING seq`),
    // From the front of the sequence only: one that came late keeps those before it from being missed by number.
    dropEventsByTime: prepare(`
      DELETE FROM events WHERE seq < coalesce((SELECT min(seq) FROM events WHERE at >= ?), 9e15) RETURNING seq`),
    setEventsDroppedTo: prepare("UPDATE hub SET events_dropped_to = max(events_dropped_to, ?)"),
    lastHour: prepare("SELECT max(hour) AS hour FROM history_parts"),
    hoursBefore: prepare("SELECT hour, from_seq FROM history_parts WHERE hour < ? ORDER BY hour"),
    firstSeq: prepare("SELECT coalesce(min(from_seq), 9000000000000000) AS next FROM history_parts"),
    dropKept: prepare(
      "DELETE FROM kept_states WHERE NOT EXISTS (SELECT 1 FROM users WHERE users.seq = kept_states.seq)",
    ),
    dropHour: prepare("DELETE FROM history_parts WHERE hour = ?"),
    dropRuns: prepare("DELETE FROM runs WHERE version < ?"),
    dropMinutes: prepare("DELETE FROM minutes WHERE at < ?"),
    forgetLeft: prepare("DELETE FROM users WHERE left_for IN ('expired', 'gone') AND expires_at < ? RETURNING seq"),
    setForgottenTo: prepare("UPDATE hub SET forgotten_to = max(forgotten_to, ?)"),
    // What a reader has missed is known for the retention time, like who left; before that it starts anew.
    oldSpans: prepare("SELECT coalesce(max(first_seq + count - 1), 0) AS seq FROM event_spans WHERE received_at < ?"),
    // The last one before the place from which readers can resume still tells how many there were up to it.
    dropSpans: prepare(`
      DELETE FROM event_spans WHERE first_seq < (
        SELECT max(first_seq) FROM event_spans, hub WHERE first_seq <= forgotten_to)`),
    addKey: prepare("INSERT INTO keys (id, name, scopes, hash, created_at) VALUES (?, ?, ?, ?, ?)"),
    revokeKey: prepare("UPDATE keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL"),
    addGrant: prepare("INSERT INTO grants (hash, kind, scopes, expires_at, ends_at, key_id) VALUES (?, ?, ?, ?, ?, ?)"),
    takeGrant: prepare("DELETE FROM grants WHERE hash = ? RETURNING *"),
    dropGrants: prepare("DELETE FROM grants WHERE expires_at < ?"),
    dropGrantsOfKey: prepare("DELETE FROM grants WHERE key_id = ?"),
  };
}
