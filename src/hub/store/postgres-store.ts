import { PostgresCredentials } from "./postgres-credentials.ts";
import { PostgresDatabase } from "./postgres-database.ts";
import { keyOf } from "./postgres-key.ts";
import { explainOpening } from "./postgres-problem.ts";
import { migrate } from "./postgres-schema.ts";
import { PostgresSources } from "./postgres-sources.ts";
import { PostgresWatch } from "./postgres-watch.ts";
import { PostgresWriter } from "./postgres-writer.ts";
import { forgottenMeta } from "./settle.ts";
import type {
  Arrival,
  Change,
  Commit,
  Grant,
  LeaveReason,
  MinuteCounts,
  Overdue,
  PastState,
  Position,
  Slice,
  SourceStore,
  Store,
  StoredKey,
  StoredRun,
  StoreOptions,
  TimeRange,
} from "./store.ts";

/** Longer than any answer takes, shorter than a viewer's patience: a connection may be cut without a word. */
const lookTimeoutMs = 3_000;

interface Parts {
  epoch: string;
  eventsKept: number;
  url: string;
  database: PostgresDatabase;
  writer: PostgresWriter;
  warn: StoreOptions["warn"];
}

/** The tables are the truth, for this hub as for others: nothing is kept here but connections. */
export class PostgresStore implements Store {
  readonly epoch: string;
  /** A second one would wait for the lock of the first, and hold a connection meanwhile. */
  readonly commitsAhead = 1;
  readonly eventsKept: number;
  readonly sources: SourceStore;
  readonly #database: PostgresDatabase;
  readonly #writer: PostgresWriter;
  readonly #credentials: PostgresCredentials;
  readonly #url: string;
  readonly #warn: StoreOptions["warn"];
  #watch: PostgresWatch | undefined;
  #isAway = false;
  #looks = 0;

  private constructor({ epoch, eventsKept, url, database, writer, warn }: Parts) {
    this.epoch = epoch;
    this.eventsKept = eventsKept;
    this.#database = database;
    this.#writer = writer;
    this.#credentials = new PostgresCredentials(database);
    this.sources = new PostgresSources(database);
    this.#url = url;
    this.#warn = warn;
  }

  static async open({ databaseUrl, eventsKept, retentionMs, warn }: StoreOptions): Promise<PostgresStore> {
    const url = databaseUrl!;
    const database = new PostgresDatabase(url);
    try {
      await database.transaction(migrate);
      const writer = new PostgresWriter(database, { eventsKept, retentionMs });
      await writer.prepare(Date.now());
      const [hub] = await database.ask<{ epoch: string; fsync: string }>(
        "SELECT epoch, current_setting('fsync') AS fsync FROM live_metrics.hub",
      );
      const { epoch, fsync } = hub!;
      if (fsync === "off")
        warn(
          "The database server runs with fsync off, so a failure of its machine may lose what it confirmed",
          undefined,
        );
      return new PostgresStore({ epoch, eventsKept, url, database, writer, warn });
    } catch (error) {
      await database.close();
      throw explainOpening(error, url);
    }
  }

  /** Asked for twice a second where the store is watched: by it the hub learns that the database is away, and back. */
  async latestSeq(): Promise<number> {
    this.#looks += 1;
    try {
      const [hub] = await this.#database.askBriefly<{ seq: number }>("SELECT seq FROM live_metrics.hub", lookTimeoutMs);
      this.#isAway = false;
      return hub!.seq;
    } catch (cause) {
      if (!this.#isAway) this.#warn("The database cannot be reached: what is sent is refused until it is back", cause);
      this.#isAway = true;
      throw cause;
    } finally {
      this.#looks -= 1;
      this.#watch?.settled();
    }
  }

  commit(arrivals: readonly Arrival[], now: number): Promise<Commit> {
    return this.#writer.commit(arrivals, now);
  }

  /** One statement, so that changes and what is said of their completeness are of one moment. */
  async changesAfter({ seq, eventsAfter, leftAfter }: Position, limit: number): Promise<Slice> {
    const values = [seq, Math.max(seq, leftAfter), Math.max(seq, eventsAfter), limit];
    const rows = await this.#database.ask<ChangeRow>(findChanges, values);
    return {
      changes: rows.filter((row) => row.seq !== null).map(toChange),
      forgottenTo: rows[0]!.forgotten_to,
      eventsDroppedTo: rows[0]!.events_dropped_to,
    };
  }

  async seqBeforeLastEvents(count: number): Promise<number> {
    const [row] = await this.#database.ask<{ seq: number }>(findSeqBeforeEvents, [count]);
    return row!.seq;
  }

  async eventsMissed(after: number, upTo: readonly number[]): Promise<number[]> {
    const rows = await this.#database.ask<{ missed: number }>(countMissed, [after, upTo]);
    return rows.map(({ missed }) => missed);
  }

  overdue(now: number, limit: number): Promise<Overdue[]> {
    return this.#database.ask<Overdue>(
      `SELECT user_id AS "userId", source, version, observed_at AS "observedAt" FROM live_metrics.users
      WHERE expires_at <= $1 AND left_for = '' ORDER BY expires_at LIMIT $2`,
      [now, limit],
    );
  }

  async runs(): Promise<StoredRun[]> {
    const rows = await this.#database.ask<{ run: string; last_good_at: number | null }>(
      "SELECT run, last_good_at FROM live_metrics.runs ORDER BY target",
    );
    return rows.map(({ run, last_good_at: lastGoodAt }) => ({ runJson: run, lastGoodAt: lastGoodAt ?? undefined }));
  }

  minutes({ from, to }: TimeRange, stepMs: number): Promise<MinuteCounts[]> {
    return this.#database.ask<MinuteCounts>(
      `SELECT at - at % $3::bigint AS at, max(users) AS users, max(active) AS active, max(unknown) AS unknown,
        sum(events)::bigint AS events
      FROM live_metrics.minutes WHERE minutes.at >= $1 AND minutes.at < $2 GROUP BY 1 ORDER BY 1`,
      [from, to, stepMs],
    );
  }

  async *pastStates(userId: string, { from, to }: TimeRange): AsyncGenerator<PastState, void> {
    const [user] = await this.#database.ask<StatePlace>(
      "SELECT received_at, seq FROM live_metrics.users WHERE key = $1",
      [keyOf(userId)],
    );
    for (let place = user; place && place.seq > 0;) {
      const values = [place.received_at, place.seq, from, statesPerPage];
      const rows = await this.#database.ask<StateRow>(findPastStates, values);
      for (const { at, metric, meta, is_forgotten: isForgotten } of rows)
        if (at >= from && at < to && !isForgotten)
          yield { at, metricJson: metric || undefined, metaJson: meta || undefined };
      const last = rows.at(-1);
      const isOver = rows.length < statesPerPage || !last || isTooOld(last, from);
      place = isOver ? undefined : { received_at: last.prior_at, seq: last.prior_seq };
    }
  }

  async eventsBetween({ from, to }: TimeRange, limit: number): Promise<string[]> {
    const rows = await this.#database.ask<{ event: string }>(
      "SELECT event FROM live_metrics.events WHERE at >= $1 AND at < $2 ORDER BY at DESC, seq DESC LIMIT $3",
      [from, to, limit],
    );
    return rows.map(({ event }) => event);
  }

  async countUsers(): Promise<number> {
    const [row] = await this.#database.ask<{ count: number }>(
      "SELECT count(*) AS count FROM live_metrics.users WHERE left_for = ''",
    );
    return row!.count;
  }

  prune(now: number): Promise<void> {
    return this.#writer.prune(now);
  }

  /** One at a time. */
  watch(onChange: () => void): () => void {
    const watch = new PostgresWatch(this.#url, {
      onChange,
      isBusy: () => this.#looks > 0,
      onDeaf: (cause) => void this.#warnOfDeafness(cause),
    });
    this.#watch = watch;
    return () => void watch.close();
  }

  addKey(key: StoredKey): Promise<void> {
    return this.#credentials.addKey(key);
  }

  findKey(id: string): Promise<StoredKey | undefined> {
    return this.#credentials.findKey(id);
  }

  listKeys(): Promise<StoredKey[]> {
    return this.#credentials.listKeys();
  }

  revokeKey(id: string, at: number): Promise<boolean> {
    return this.#credentials.revokeKey(id, at);
  }

  addGrant(grant: Grant): Promise<void> {
    return this.#credentials.addGrant(grant);
  }

  findGrant(hash: string): Promise<Grant | undefined> {
    return this.#credentials.findGrant(hash);
  }

  takeGrant(hash: string): Promise<Grant | undefined> {
    return this.#credentials.takeGrant(hash);
  }

  async close(): Promise<void> {
    await this.#watch?.close();
    await this.#database.close();
  }

  /** Where the whole database is away, that is said elsewhere. */
  async #warnOfDeafness(cause: unknown): Promise<void> {
    try {
      await this.latestSeq();
      this.#warn("The database does not wake this hub: it looks for changes twice a second until it does", cause);
    } catch {
      // Said by the look itself.
    }
  }
}

const findChanges = `
  SELECT hub.forgotten_to, hub.events_dropped_to, change.* FROM live_metrics.hub LEFT JOIN LATERAL (
    (SELECT 'user' AS type, seq, user_id AS name, metric AS body, meta FROM live_metrics.users
      WHERE seq > $1 AND left_for = '' ORDER BY seq LIMIT $4)
    UNION ALL (SELECT 'left', seq, user_id, left_for, '' FROM live_metrics.users
      WHERE seq > $2 AND left_for <> '' ORDER BY seq LIMIT $4)
    UNION ALL (SELECT 'event', seq, '', event, '' FROM live_metrics.events WHERE seq > $3 ORDER BY seq LIMIT $4)
    UNION ALL (SELECT 'run', seq, '', run, '' FROM live_metrics.runs WHERE seq > $1)
    ORDER BY seq LIMIT $4
  ) AS change ON true
  ORDER BY change.seq`;

const findSeqBeforeEvents = `
  SELECT coalesce(
    (SELECT seq FROM live_metrics.events ORDER BY seq DESC LIMIT 1 OFFSET $1),
    (SELECT events_dropped_to FROM live_metrics.hub)
  ) AS seq`;

// How many there were up to a place: those before the last span that begins there, and of the span what lies there.
const countUpTo = (place: string): string => `coalesce((
    SELECT before + least(count, ${place} - first_seq + 1) FROM live_metrics.event_spans WHERE first_seq <= ${place}
    ORDER BY first_seq DESC LIMIT 1
  ), 0)`;
const countMissed = `
  SELECT greatest(0, ${countUpTo("least(place.seq, hub.events_dropped_to)")} - ${countUpTo("$1::bigint")}) AS missed
  FROM live_metrics.hub, unnest($2::bigint[]) WITH ORDINALITY AS place (seq, nth) ORDER BY nth`;

const statesPerPage = 1_000;

interface StatePlace {
  received_at: number;
  seq: number;
}

interface StateRow {
  at: number;
  metric: string;
  meta: string;
  is_forgotten: boolean;
  prior_at: number;
  prior_seq: number;
}

/** A leaving is dated by the hub's clock, what came before and after it by the sender's, so it says nothing of age. */
function isTooOld({ at, meta }: StateRow, from: number): boolean {
  return meta !== "" && at < from;
}

// From each state to the one before, until they are enough or too old. That somebody left is forgotten with what there
// was before.
const findPastStates = `
  WITH RECURSIVE past AS (
    SELECT history.*, 1 AS nth FROM live_metrics.history WHERE received_at = $1 AND seq = $2
    UNION ALL
    SELECT history.*, past.nth + 1
    FROM past JOIN live_metrics.history ON history.received_at = past.prior_at AND history.seq = past.prior_seq
    WHERE past.nth < $4 AND NOT (past.at < $3 AND past.meta <> '')
  )
  SELECT at, metric, meta, prior_at, prior_seq, meta = '${forgottenMeta}' OR meta = '' AND EXISTS (
    SELECT 1 FROM live_metrics.history AS prior
    WHERE prior.received_at = past.prior_at AND prior.seq = past.prior_seq AND prior.meta = '${forgottenMeta}'
  ) AS is_forgotten
  FROM past ORDER BY nth`;

interface ChangeRow {
  forgotten_to: number;
  events_dropped_to: number;
  type: Change["type"];
  /** Null in the one row that says that nothing changed. */
  seq: number | null;
  name: string;
  body: string;
  meta: string;
}

function toChange({ type, seq: place, name, body, meta }: ChangeRow): Change {
  const seq = place!;
  switch (type) {
    case "user":
      return { type, seq, userId: name, metricJson: body, metaJson: meta };
    case "left":
      return { type, seq, userId: name, reason: body as LeaveReason };
    case "event":
      return { type, seq, eventJson: body };
    case "run":
      return { type, seq, runJson: body };
  }
}
