import type { PostgresDatabase } from "./postgres-database.ts";
import { keyOf } from "./postgres-key.ts";
import { channel, lockHub } from "./postgres-writer.ts";
import { forgottenMeta } from "./settle.ts";
import { groupBySource, statesPerPage } from "./state-sources.ts";
import type { HistoryPage, SourceStore, StoredEvent, UserVersion } from "./store.ts";

/** What came from which source. */
export class PostgresSources implements SourceStore {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async inView(): Promise<string[]> {
    const rows = await this.#database.ask<{ source: string }>(
      "SELECT source FROM live_metrics.users WHERE left_for = '' UNION SELECT target FROM live_metrics.runs",
    );
    return rows.map(({ source }) => source);
  }

  async sourceOf(userId: string): Promise<string | undefined> {
    const [user] = await this.#database.ask<{ source: string }>(
      "SELECT source FROM live_metrics.users WHERE key = $1 AND left_for = ''",
      [keyOf(userId)],
    );
    return user?.source;
  }

  usersOf(source: string, after: string | undefined, limit: number): Promise<UserVersion[]> {
    return this.#database.ask<UserVersion>(
      `SELECT user_id AS "userId", version FROM live_metrics.users
      WHERE key > $2 AND source = $1 AND left_for = '' ORDER BY key LIMIT $3`,
      [source, after === undefined ? "" : keyOf(after), limit],
    );
  }

  eventsAfter(seq: number, limit: number): Promise<StoredEvent[]> {
    return this.#database.ask<StoredEvent>(
      `SELECT seq, event AS "eventJson" FROM live_metrics.events WHERE seq > $1 ORDER BY seq LIMIT $2`,
      [seq, limit],
    );
  }

  async dropEvents(seqs: readonly number[]): Promise<void> {
    await this.#database.transaction(async (ask) => {
      await lockHub(ask);
      await ask("DELETE FROM live_metrics.events WHERE seq = ANY ($1)", [seqs]);
      await ask(`UPDATE live_metrics.hub SET seq = seq + 1; NOTIFY ${channel}`);
    });
  }

  dropRun(target: string): Promise<boolean> {
    return this.#database.transaction(async (ask) => {
      await lockHub(ask);
      const dropped = await ask("DELETE FROM live_metrics.runs WHERE key = $1 RETURNING seq", [keyOf(target)]);
      if (dropped.length === 0) return false;
      await ask(`UPDATE live_metrics.hub SET seq = seq + 1, forgotten_to = seq + 1; NOTIFY ${channel}`);
      return true;
    });
  }

  async *history(upTo: number): AsyncGenerator<HistoryPage, void> {
    for (let last: StatePlace | undefined = { received_at: 0, seq: 0 }; last;) {
      const rows: StateRow[] = await this.#database.ask<StateRow>(findStates, [
        last.received_at,
        last.seq,
        upTo,
        statesPerPage,
      ]);
      const states = groupBySource(rows);
      if (rows.length > 0)
        yield { sources: new Set(states.keys()), wipe: (source) => this.#wipe(states.get(source) ?? []) };
      last = rows.at(-1);
    }
  }

  #wipe(places: readonly StatePlace[]): Promise<number> {
    return this.#database.transaction(async (ask) => {
      const times = places.map(({ received_at: receivedAt }) => receivedAt);
      const wiped = await ask(wipeStates, [times, places.map(({ seq }) => seq), times[0], times.at(-1)]);
      return wiped.length;
    });
  }
}

interface StatePlace {
  received_at: number;
  seq: number;
}

interface StateRow extends StatePlace {
  meta: string;
}

// The first condition alone names the parts to be read.
const findStates = `
  SELECT received_at, seq, meta FROM live_metrics.history
  WHERE received_at >= $1 AND (received_at, seq) > ($1, $2) AND seq <= $3 AND metric <> ''
  ORDER BY received_at, seq LIMIT $4`;

const wipeStates = `
  UPDATE live_metrics.history SET metric = '', meta = '${forgottenMeta}'
  FROM unnest($1::bigint[], $2::bigint[]) AS place (received_at, seq)
  WHERE history.received_at = place.received_at AND history.seq = place.seq
    AND history.received_at BETWEEN $3 AND $4 AND history.metric <> ''
    AND NOT EXISTS (SELECT 1 FROM live_metrics.users WHERE users.seq = history.seq AND left_for = '')
  RETURNING history.seq`;
