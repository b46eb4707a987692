import type { Ask, PostgresDatabase } from "./postgres-database.ts";
import { PostgresHistory } from "./postgres-history.ts";
import { keyOf } from "./postgres-key.ts";
import {
  settle,
  type EventRow,
  type Known,
  type KnownUser,
  type MinuteDelta,
  type RunRow,
  type Settlement,
  type UserRow,
} from "./settle.ts";
import type { Arrival, Commit, LeaveReason } from "./store.ts";
import { toVersion } from "./version.ts";

/** Wakes the hubs that share the database. It carries nothing: what is new is read from the tables. */
export const channel = "live_metrics";

export interface PostgresWriterOptions {
  eventsKept: number;
  retentionMs: number;
}

/** What this hub changes of the sequence, one transaction at a time; the row of `hub` is locked by each from its start. */
export class PostgresWriter {
  readonly #database: PostgresDatabase;
  readonly #eventsKept: number;
  readonly #retentionMs: number;
  readonly #history: PostgresHistory;

  constructor(database: PostgresDatabase, { eventsKept, retentionMs }: PostgresWriterOptions) {
    this.#database = database;
    this.#eventsKept = eventsKept;
    this.#retentionMs = retentionMs;
    this.#history = new PostgresHistory(retentionMs);
  }

  async commit(arrivals: readonly Arrival[], now: number): Promise<Commit> {
    try {
      return await this.#database.transaction(async (ask) => {
        const before = await lockHub(ask);
        const { known, receivedAt } = await load(ask, arrivals);
        const settlement = settle(arrivals, known, before);
        if (settlement.seq !== before || settlement.kept.size > 0)
          await this.#write(ask, settlement, { receivedAt, now });
        const { seq, accepted, older } = settlement;
        return { seq, accepted, older };
      });
    } catch (error) {
      this.#history.forget();
      throw error;
    }
  }

  async prepare(now: number): Promise<void> {
    await this.#history.prepare(this.#database, now);
  }

  async prune(now: number): Promise<void> {
    const cutoff = now - this.#retentionMs;
    await this.#database.transaction(async (ask) => {
      await lockHub(ask);
      await ask("DELETE FROM live_metrics.minutes WHERE at < $1", [cutoff]);
      await ask("DELETE FROM live_metrics.runs WHERE version < $1", [toVersion(new Date(cutoff).toISOString())]);
      await ask("DELETE FROM live_metrics.grants WHERE expires_at < $1", [now]);
      await ask(dropEventsByTime, [cutoff]);
      await ask(forgetLeft, [now]);
      await ask(forgetSpans, [cutoff]);
      await ask(dropSpans);
    });
    await this.#history.drop(this.#database, now);
    await this.#history.prepare(this.#database, now);
  }

  async #write(
    ask: Ask,
    { seq, users, kept, history, events, runs, minutes }: Settlement,
    { receivedAt, now }: { receivedAt: ReadonlyMap<number, number>; now: number },
  ): Promise<void> {
    if (history.length > 0) {
      await this.#history.makeRoom(ask, now);
      await ask(putStates, this.#toStates({ users, history }, { receivedAt, now }));
    }
    if (kept.size > 0) await ask(keepUsers, [Array.from(kept.keys(), keyOf), [...kept.values()]]);
    if (minutes.size > 0) await ask(addToMinutes, toMinuteColumns(minutes));
    if (runs.length > 0) await ask(putRuns, toRunColumns(runs));
    if (events.length > 0) {
      await ask(putEvents, toEventColumns(events));
      await ask(noteEvents, [events[0]!.seq, events.length, this.#eventsKept, now]);
    }
    await ask(`UPDATE live_metrics.hub SET seq = ${seq}; NOTIFY ${channel}`);
  }

  /** Each state goes over the wire once: it is history, and the last one of a user is what the user is now. */
  #toStates(
    { users, history }: Pick<Settlement, "users" | "history">,
    { receivedAt, now }: { receivedAt: ReadonlyMap<number, number>; now: number },
  ): unknown[] {
    const latest = history.map(({ seq, userId }) => {
      const user = users.get(userId)!;
      return user.seq === seq ? user : undefined;
    });
    return [
      now,
      history.map(({ seq }) => seq),
      // The state before came within this commit, or the store has said when it came.
      history.map(({ priorSeq }) => (priorSeq === 0 ? 0 : (receivedAt.get(priorSeq) ?? now))),
      history.map(({ priorSeq }) => priorSeq),
      history.map(({ at }) => at),
      history.map(({ metricJson }) => metricJson),
      history.map(({ metaJson }) => metaJson),
      latest.map((user) => user && keyOf(user.userId)),
      latest.map((user) => user?.userId),
      latest.map((user) => user?.version),
      latest.map((user) => user?.source),
      latest.map((user) => user?.observedAt),
      latest.map((user) => user && this.#dueAt(user, now)),
      latest.map((user) => user?.countedMinute.active),
      latest.map((user) => user?.countedMinute.unknown),
      latest.map((user) => user && (user.left ?? "")),
    ];
  }

  /** Who left is kept for the retention time, so that whoever comes back within it is told of the leaving. */
  #dueAt({ left, expiresAt }: UserRow, now: number): number {
    return left === undefined ? expiresAt : now + this.#retentionMs;
  }
}

/** Before all else that is changed: whoever locks in another order waits for ever. Gives the last `seq`. */
export async function lockHub(ask: Ask): Promise<number> {
  const [row] = await ask<{ seq: number }>("SELECT seq FROM live_metrics.hub FOR UPDATE");
  return row!.seq;
}

/** What the store has of those whom the arrivals name, and when the state with a `seq` came. */
async function load(
  ask: Ask,
  arrivals: readonly Arrival[],
): Promise<{ known: Known; receivedAt: Map<number, number> }> {
  const userIds = new Set<string>();
  const eventIds = new Map<string, string>();
  const targets = new Set<string>();
  const versions = new Set<string>();
  for (const arrival of arrivals) {
    if (arrival.type === "event") eventIds.set(keyOf(arrival.id), arrival.id);
    else if (arrival.type === "run") targets.add(arrival.target);
    else {
      userIds.add(arrival.userId);
      versions.add(arrival.version);
    }
  }
  const find = async <Row extends object>(text: string, ids: Iterable<string>, ...more: unknown[]): Promise<Row[]> => {
    const keys = Array.from(ids, keyOf);
    return keys.length === 0 ? [] : ask<Row>(text, [keys, ...more]);
  };

  const users = await find<UserColumns>(findUsers, userIds, [...versions]);
  const events = await find<{ key: string }>(findEvents, eventIds.values());
  const runs = await find<{ target: string; version: string }>(findRuns, targets);
  return {
    known: {
      users: new Map(users.map((row) => [row.user_id, toKnownUser(row)])),
      eventIds: new Set(events.map(({ key }) => eventIds.get(key)!)),
      runs: new Map(runs.map(({ target, version }) => [target, version])),
    },
    receivedAt: new Map(users.map((row) => [row.seq, row.received_at])),
  };
}

interface UserColumns {
  user_id: string;
  seq: number;
  version: string;
  observed_at: number;
  received_at: number;
  active_minute: number;
  unknown_minute: number;
  left_for: LeaveReason | "";
  metric: string;
  meta: string;
}

function toKnownUser(row: UserColumns): KnownUser {
  return {
    seq: row.seq,
    version: row.version,
    observedAt: row.observed_at,
    countedMinute: { active: row.active_minute, unknown: row.unknown_minute },
    left: row.left_for === "" ? undefined : row.left_for,
    metricJson: row.metric,
    metaJson: row.meta,
  };
}

function toMinuteColumns(minutes: ReadonlyMap<number, MinuteDelta>): unknown[] {
  const counts = [...minutes.values()];
  return [
    [...minutes.keys()],
    counts.map(({ users }) => users),
    counts.map(({ active }) => active),
    counts.map(({ unknown }) => unknown),
    counts.map(({ events }) => events),
  ];
}

function toEventColumns(events: readonly EventRow[]): unknown[] {
  return [
    events.map(({ seq }) => seq),
    events.map(({ id }) => keyOf(id)),
    events.map(({ at }) => at),
    events.map(({ eventJson }) => eventJson),
  ];
}

function toRunColumns(runs: readonly RunRow[]): unknown[] {
  return [
    runs.map(({ target }) => keyOf(target)),
    runs.map(({ target }) => target),
    runs.map(({ seq }) => seq),
    runs.map(({ version }) => version),
    runs.map(({ isGood, at }) => (isGood ? at : undefined)),
    runs.map(({ runJson }) => runJson),
  ];
}

// The content counts only where the version is the same, and is most of what there is to carry.
const findUsers = `
  SELECT user_id, seq, version, observed_at, received_at, active_minute, unknown_minute, left_for,
    CASE WHEN version = ANY ($2) THEN metric ELSE '' END AS metric,
    CASE WHEN version = ANY ($2) THEN meta ELSE '' END AS meta
  FROM live_metrics.users WHERE key = ANY ($1)`;
const findEvents = "SELECT key FROM live_metrics.events WHERE key = ANY ($1)";
const findRuns = "SELECT target, version FROM live_metrics.runs WHERE key = ANY ($1)";

const putStates = `
  WITH state AS (
    SELECT * FROM unnest(
      $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[],
      $10::text[], $11::text[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::text[]
    ) AS state (
      seq, prior_at, prior_seq, at, metric, meta, key, user_id, version, source, observed_at, expires_at, active_minute,
      unknown_minute, left_for
    )
  ), past AS (
    INSERT INTO live_metrics.history (received_at, seq, prior_at, prior_seq, at, metric, meta)
    SELECT $1::bigint, seq, prior_at, prior_seq, at, metric, meta FROM state
  )
  INSERT INTO live_metrics.users (
    key, seq, user_id, version, metric, meta, source, observed_at, received_at, expires_at, active_minute,
    unknown_minute, left_for
  )
  SELECT key, seq, user_id, version, metric, meta, source, observed_at, $1::bigint, expires_at, active_minute,
    unknown_minute, left_for
  FROM state WHERE key IS NOT NULL
  ON CONFLICT (key) DO UPDATE SET
    seq = excluded.seq, version = excluded.version, metric = excluded.metric, meta = excluded.meta,
    source = excluded.source, observed_at = excluded.observed_at, received_at = excluded.received_at,
    expires_at = excluded.expires_at, active_minute = excluded.active_minute,
    unknown_minute = excluded.unknown_minute, left_for = excluded.left_for`;
const keepUsers = `
  UPDATE live_metrics.users SET expires_at = kept.expires_at
  FROM unnest($1::text[], $2::bigint[]) AS kept (key, expires_at) WHERE users.key = kept.key`;
const addToMinutes = `
  INSERT INTO live_metrics.minutes AS known (at, users, active, unknown, events)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
  ON CONFLICT (at) DO UPDATE SET
    users = known.users + excluded.users, active = known.active + excluded.active,
    unknown = known.unknown + excluded.unknown, events = known.events + excluded.events`;
const putRuns = `
  INSERT INTO live_metrics.runs AS known (key, target, seq, version, last_good_at, run)
  SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::text[])
  ON CONFLICT (key) DO UPDATE SET
    seq = excluded.seq, version = excluded.version, run = excluded.run,
    last_good_at = coalesce(excluded.last_good_at, known.last_good_at)`;
const putEvents = `
  INSERT INTO live_metrics.events (seq, key, at, event)
  SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[])`;
const noteEvents = `
  WITH span AS (
    INSERT INTO live_metrics.event_spans SELECT $1, $2, events_count, $4 FROM live_metrics.hub
  ), dropped AS (
    DELETE FROM live_metrics.events
    WHERE seq <= (SELECT seq FROM live_metrics.events ORDER BY seq DESC LIMIT 1 OFFSET $3) RETURNING seq
  )
  UPDATE live_metrics.hub SET
    events_count = events_count + $2, events_dropped_to = greatest(events_dropped_to, (SELECT max(seq) FROM dropped))`;

// From the front of the sequence only: one that came late keeps those before it from being missed by number.
const dropEventsByTime = `
  WITH dropped AS (
    DELETE FROM live_metrics.events
    WHERE seq < coalesce((SELECT min(seq) FROM live_metrics.events WHERE at >= $1), 9e15::bigint) RETURNING seq
  )
  UPDATE live_metrics.hub SET events_dropped_to = greatest(events_dropped_to, (SELECT max(seq) FROM dropped))`;
const forgetLeft = `
  WITH forgotten AS (
    DELETE FROM live_metrics.users WHERE expires_at < $1 AND left_for <> '' RETURNING seq
  )
  UPDATE live_metrics.hub SET forgotten_to = greatest(forgotten_to, (SELECT max(seq) FROM forgotten))`;
// What a reader has missed is known for the retention time, like who left; before that it starts anew.
const forgetSpans = `
  UPDATE live_metrics.hub SET forgotten_to = greatest(forgotten_to, (
    SELECT max(first_seq + count - 1) FROM live_metrics.event_spans WHERE received_at < $1))`;
// The last one before the place from which readers can resume still tells how many there were up to it.
const dropSpans = `
  DELETE FROM live_metrics.event_spans WHERE first_seq < (
    SELECT max(first_seq) FROM live_metrics.event_spans, live_metrics.hub WHERE first_seq <= forgotten_to)`;
