import type { DatabaseSync, StatementSync } from "node:sqlite";
import { prepareLists } from "../../sqlite-prepare.ts";

const hourMs = 3_600_000;

export function toHour(at: number): number {
  return Math.floor(at / hourMs);
}

/** The table of what came within one hour. */
export function historyTable(hour: number): string {
  return `history_${hour}`;
}

/** One state of a user, as it came. */
export interface StateRow {
  seq: number;
  prior_seq: number;
  at: number;
  metric: string;
  meta: string;
}

export type LatestState = Pick<StateRow, "metric" | "meta">;
type LatestRow = [seq: number, metric: string, meta: string];

/** Where states are told apart by nothing but their hour: for the latest of users whose hour was dropped. */
const keptTable = "kept_states";

/** Finds states by their place in the sequence, whichever table they are in. */
export class SqliteHistory {
  readonly #database: DatabaseSync;
  readonly #partsUpTo: StatementSync;
  readonly #partsFrom: StatementSync;
  #reads = new Map<string, { at: StatementSync; latest: StatementSync }>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#partsUpTo = database.prepare(
      "SELECT hour, from_seq FROM history_parts WHERE from_seq <= ? ORDER BY from_seq DESC",
    );
    this.#partsFrom = database.prepare("SELECT hour FROM history_parts WHERE from_seq >= ? ORDER BY from_seq");
  }

  /** A state that is still part of the history. */
  at(seq: number): StateRow | undefined {
    const hour = this.#partsUpTo.get(seq)?.["hour"];
    return hour === undefined ? undefined : this.#stateAt(historyTable(Number(hour)), seq);
  }

  /** The latest of a user, whatever became of its hour. */
  latestAt(seq: number): StateRow | undefined {
    return this.at(seq) ?? this.#stateAt(keptTable, seq);
  }

  /** Where the state with this `seq` is, if it is anywhere. */
  tableOf(seq: number): string {
    const hour = this.#partsUpTo.get(seq)?.["hour"];
    return hour === undefined ? keptTable : historyTable(Number(hour));
  }

  /** All tables with states after a `seq`, in the order of the sequence. */
  tablesAfter(seq: number): string[] {
    const first = this.#partsUpTo.get(seq)?.["from_seq"] ?? 0;
    const hours = this.#partsFrom.all(first).map(({ hour }) => historyTable(Number(hour)));
    return [keptTable, ...hours];
  }

  /** Those states within a range of the sequence that are the latest of their users. */
  latestBetween(first: number, last: number): Map<number, LatestState> {
    const states = new Map<number, LatestState>();
    for (const table of this.#tablesBetween(first, last))
      for (const [seq, metric, meta] of this.#readsOf(table).latest.all(first, last) as unknown as LatestRow[])
        states.set(seq, { metric, meta });
    return states;
  }

  /** After tables were dropped. */
  forgetTables(): void {
    this.#reads = new Map();
  }

  #stateAt(table: string, seq: number): StateRow | undefined {
    return this.#readsOf(table).at.get(seq) as unknown as StateRow | undefined;
  }

  #tablesBetween(first: number, last: number): string[] {
    const tables: string[] = [];
    for (const { hour, from_seq: fromSeq } of this.#partsUpTo.all(last)) {
      tables.push(historyTable(Number(hour)));
      if (Number(fromSeq) <= first) return tables;
    }
    return [...tables, keptTable];
  }

  #readsOf(table: string): { at: StatementSync; latest: StatementSync } {
    const known = this.#reads.get(table);
    if (known) return known;

    const reads = {
      at: this.#database.prepare(`SELECT * FROM ${table} WHERE seq = ?`),
      // CROSS JOIN keeps the order: the history of an hour may be far longer than what is the latest in it. The plus keeps
      // the index by expiry out of it, which would lead through all users for each page of them.
      latest: prepareLists(
        this.#database,
        `SELECT states.seq, metric, meta FROM users CROSS JOIN ${table} AS states ON states.seq = users.seq
        WHERE users.seq BETWEEN ? AND ? AND +left_for = ''`,
      ),
    };
    this.#reads.set(table, reads);
    return reads;
  }
}
