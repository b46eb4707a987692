import type { DatabaseSync, StatementSync } from "node:sqlite";

/** The newest of what was put of one user or target. */
export interface Latest {
  readonly key: string;
  /** Epoch milliseconds; before all times as long as there was none. */
  at: number;
  /** Where it waits or did; 0 where it was for no sink. */
  seq: number;
}

interface Row extends Latest {
  /** Undefined while it is not written. */
  id: number | undefined;
}

const kept = 100_000;

/**
 * What was put last of whom: on disk of everybody, in memory of many. Written by row: those who came in one order come
 * in it again, and their rows lie side by side; by name, each would write a page of its own.
 */
export class LatestOf {
  readonly #type: string;
  readonly #get: StatementSync;
  readonly #add: StatementSync;
  readonly #change: StatementSync;
  readonly #known = new Map<string, Row>();
  /** By the transaction under way. */
  readonly #changed = new Set<Row>();

  constructor(database: DatabaseSync, type: string) {
    this.#type = type;
    this.#get = database.prepare("SELECT id, at, seq FROM latest WHERE type = ? AND key = ?");
    this.#add = database.prepare("INSERT INTO latest (type, key, at, seq) VALUES (?, ?, ?, ?)");
    this.#change = database.prepare("UPDATE latest SET at = ?, seq = ? WHERE id = ?");
  }

  /** Found once for each put: to look for one among so many is a good part of it. */
  of(key: string): Latest {
    return this.#known.get(key) ?? this.#load(key) ?? { id: undefined, key, at: Number.NEGATIVE_INFINITY, seq: 0 };
  }

  change(latest: Latest, to: Pick<Latest, "at" | "seq">): void {
    const row = latest as Row;
    if (row.id === undefined) this.#known.set(row.key, row);
    row.at = to.at;
    row.seq = to.seq;
    this.#changed.add(row);
  }

  /** The last step of a transaction: each key once, however often it was put. */
  write(): void {
    for (const row of this.#changed) {
      const { id, key, at, seq } = row;
      if (id === undefined) row.id = Number(this.#add.run(this.#type, key, at, seq).lastInsertRowid);
      else this.#change.run(at, seq, id);
    }
  }

  /** After the transaction: what it did not write is not known. Those who were kept first make room. */
  settle(isCommitted: boolean): void {
    if (!isCommitted) this.#known.clear();
    this.#changed.clear();
    for (const key of this.#known.keys()) {
      if (this.#known.size <= kept) break;
      this.#known.delete(key);
    }
  }

  #load(key: string): Row | undefined {
    const row = this.#get.get(this.#type, key);
    return row && this.#keep({ id: Number(row["id"]), key, at: Number(row["at"]), seq: Number(row["seq"]) });
  }

  #keep(row: Row): Row {
    this.#known.set(row.key, row);
    return row;
  }
}
