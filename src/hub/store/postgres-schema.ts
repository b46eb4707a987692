import { randomBytes } from "node:crypto";
import { EnvironmentError } from "../../errors.ts";
import type { Ask } from "./postgres-database.ts";

/** Each step leads from the format before it to the next; the table `format` says how many are behind. */
const migrations: readonly ((ask: Ask) => Promise<void>)[] = [createTables];

const oldestServer = 130_000;
/** Any number that nobody else takes. */
const migrationLock = 7_105_633_902;

/** Brings the schema `live_metrics` to the newest format; of hubs that start at once, one does it and the others wait. */
export async function migrate(ask: Ask): Promise<void> {
  await checkServer(ask);
  await ask(`SELECT pg_advisory_xact_lock(${migrationLock})`);
  const format = await formatOf(ask);
  if (format > migrations.length) {
    throw new EnvironmentError("The hub's tables in the database were made by a newer version of live-metrics", {
      code: "LM_STATE_UNUSABLE",
      hint: "Use that version, or name another database in DATABASE_URL.",
    });
  }
  if (format === migrations.length) return;

  for (const step of migrations.slice(format)) await step(ask);
  await ask("UPDATE live_metrics.format SET steps = $1", [migrations.length]);
}

async function checkServer(ask: Ask): Promise<void> {
  const [server] = await ask<{ version: number; name: string; encoding: string; is_replica: boolean }>(`
    SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS name,
      current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS is_replica`);
  const { version, name, encoding, is_replica: isReplica } = server!;
  if (version < oldestServer) refuse(`is Postgres ${name}`, "Use Postgres 13 or newer.");
  if (encoding !== "UTF8") refuse(`holds text as ${encoding}`, "Make one with: CREATE DATABASE … ENCODING 'UTF8'");
  if (isReplica) refuse("is a replica, which takes nothing in", "Name the primary server in DATABASE_URL.");
}

function refuse(what: string, hint: string): never {
  throw new EnvironmentError(`The database ${what}`, { code: "LM_STATE_UNUSABLE", hint });
}

/** Asks before it makes the schema: who may only use one that is there is refused even `IF NOT EXISTS`. */
async function formatOf(ask: Ask): Promise<number> {
  const [found] = await ask<{ schema: string | null; format: string | null }>(
    "SELECT to_regnamespace('live_metrics')::text AS schema, to_regclass('live_metrics.format')::text AS format",
  );
  if (!found!.schema) await ask("CREATE SCHEMA live_metrics");
  if (!found!.format) {
    await ask("CREATE TABLE live_metrics.format (steps int NOT NULL)");
    await ask("INSERT INTO live_metrics.format VALUES (0)");
  }
  const [row] = await ask<{ steps: number }>("SELECT steps FROM live_metrics.format");
  return row!.steps;
}

/**
 * One row of `hub` holds the sequence: who commits locks it until the end, so that places are given in the order in
 * which they are seen. Ids are found by a digest (`key`), since an index takes no text of any length.
 * - `left_for` is empty while the user is in the live view; `expires_at` is when the row is due to be looked at.
 * - `history` leads from each state of a user to the one before: an index by user would cost more than all else that
 *   is written. Its parts are made and dropped as time goes on, and listed in `history_parts`.
 * - A row of `event_spans` stands for events that follow each other in the sequence: it tells how many a reader missed.
 */
async function createTables(ask: Ask): Promise<void> {
  await ask(`
    CREATE TABLE live_metrics.hub (
      epoch text NOT NULL, seq bigint NOT NULL, forgotten_to bigint NOT NULL, events_dropped_to bigint NOT NULL,
      events_count bigint NOT NULL
    );
    CREATE TABLE live_metrics.users (
      key text COLLATE "C" PRIMARY KEY, seq bigint NOT NULL, user_id text NOT NULL, version text COLLATE "C" NOT NULL,
      metric text NOT NULL, meta text NOT NULL, source text NOT NULL, observed_at bigint NOT NULL,
      received_at bigint NOT NULL, expires_at bigint NOT NULL, active_minute bigint NOT NULL,
      unknown_minute bigint NOT NULL, left_for text NOT NULL
    );
    CREATE INDEX users_live ON live_metrics.users (seq) WHERE left_for = '';
    CREATE INDEX users_left ON live_metrics.users (seq) WHERE left_for <> '';
    CREATE INDEX users_by_expiry ON live_metrics.users (expires_at);

    CREATE TABLE live_metrics.events (
      seq bigint PRIMARY KEY, key text COLLATE "C" NOT NULL UNIQUE, at bigint NOT NULL, event text NOT NULL
    );
    CREATE INDEX events_by_time ON live_metrics.events (at, seq);
    CREATE TABLE live_metrics.event_spans (
      first_seq bigint PRIMARY KEY, count bigint NOT NULL, before bigint NOT NULL, received_at bigint NOT NULL
    );

    CREATE TABLE live_metrics.runs (
      key text COLLATE "C" PRIMARY KEY, target text COLLATE "C" NOT NULL, seq bigint NOT NULL,
      version text COLLATE "C" NOT NULL, last_good_at bigint, run text NOT NULL
    );
    CREATE TABLE live_metrics.history (
      received_at bigint NOT NULL, seq bigint NOT NULL, prior_at bigint NOT NULL, prior_seq bigint NOT NULL,
      at bigint NOT NULL, metric text NOT NULL, meta text NOT NULL, PRIMARY KEY (received_at, seq)
    ) PARTITION BY RANGE (received_at);
    CREATE TABLE live_metrics.history_parts (from_at bigint PRIMARY KEY, to_at bigint NOT NULL);
    CREATE TABLE live_metrics.minutes (
      at bigint PRIMARY KEY, users bigint NOT NULL, active bigint NOT NULL, unknown bigint NOT NULL, events bigint NOT NULL
    );

    CREATE TABLE live_metrics.keys (
      id text PRIMARY KEY, name text NOT NULL, scopes text NOT NULL, hash text NOT NULL, created_at bigint NOT NULL,
      revoked_at bigint
    );
    CREATE TABLE live_metrics.grants (
      hash text PRIMARY KEY, kind text NOT NULL, scopes text NOT NULL, expires_at bigint NOT NULL,
      ends_at bigint, key_id text
    );`);
  await ask("INSERT INTO live_metrics.hub VALUES ($1, 0, 0, 0, 0)", [randomBytes(6).toString("hex")]);
}
