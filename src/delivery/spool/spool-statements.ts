import type { DatabaseSync, StatementSync } from "node:sqlite";
import { prepareLists, prepareWrite } from "../../sqlite-prepare.ts";

/** What a spool asks its file. */
export function prepareStatements(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  return {
    fileVersion: prepare("PRAGMA data_version"),
    usedBytes: prepare(`
      SELECT (page_count - freelist_count) * page_size AS bytes
      FROM pragma_page_count, pragma_freelist_count, pragma_page_size`),
    touch: prepare("UPDATE spool SET last_seq = last_seq"),
    lastSeq: prepare("SELECT last_seq FROM spool"),
    setLastSeq: prepare("UPDATE spool SET last_seq = ?"),
    insert: prepare("INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?)"),
    // Most of what comes; what is given anew each time takes time each time.
    insertMetric: prepareWrite(database, "INSERT INTO items VALUES (?, '', 'metric', ?, ?, ?, ?)"),
    renew: prepare("UPDATE items SET id = ?, json = ?, meta = ? WHERE seq = ?"),
    remove: prepare("DELETE FROM items WHERE seq = ?"),
    read: prepareLists(
      database,
      `SELECT seq, type, id, key, json, meta FROM items
      WHERE seq > ? AND sink IN ('', ?) ORDER BY seq LIMIT ?`,
    ),
    dropOldest: prepare(`
      DELETE FROM items WHERE seq IN (SELECT seq FROM items ORDER BY seq LIMIT ?) RETURNING seq, sink, type`),
    countUnread: prepare(`
      SELECT count(*) AS count FROM items
      WHERE seq > ? AND sink IN ('', ?) AND type IN (SELECT value FROM json_each(?))`),
    addSink: prepare("INSERT INTO sinks SELECT ?, last_seq FROM spool WHERE true ON CONFLICT DO NOTHING"),
    removeSink: prepare("DELETE FROM sinks WHERE name = ?"),
    sinkNames: prepare("SELECT name FROM sinks"),
    position: prepare("SELECT position FROM sinks WHERE name = ?"),
    move: prepare("UPDATE sinks SET position = ? WHERE name = ?"),
    leastPosition: prepare("SELECT coalesce(min(position), (SELECT last_seq FROM spool)) AS position FROM sinks"),
    prune: prepare("DELETE FROM items WHERE seq <= ?"),
    bury: prepare(`
      INSERT INTO dead_letters (sink, type, id, key, json, meta, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
    putAside: prepare(`
      INSERT INTO dead_letters (sink, type, id, key, json, meta, reason, at)
      SELECT sinks.name, type, id, key, json, meta, '', ? FROM sinks JOIN items
        ON seq > position AND sink IN ('', sinks.name) WHERE sinks.name = ? ORDER BY seq`),
    setAside: prepare(`
      SELECT type, id, key, json, meta AS metaJson FROM dead_letters WHERE sink = ? AND reason = '' ORDER BY number`),
    forgetAside: prepare("DELETE FROM dead_letters WHERE sink = ? AND reason = ''"),
    notes: prepare("SELECT key, value FROM notes ORDER BY key"),
    putNote: prepare("INSERT INTO notes VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"),
    removeNote: prepare("DELETE FROM notes WHERE key = ?"),
  };
}
