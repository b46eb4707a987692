import type { DatabaseSync, StatementSync } from "node:sqlite";
import { prepareWrite } from "../../sqlite-prepare.ts";

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
  /** By the transaction under way. */
  isChanged: boolean;
}

const kept = 100_000;

/**
 * What was put last of whom: on disk of everybody, in memory of many. Written by row: those who came in one order come
 * in it again, and their rows lie side by side; by name, each would write a page of its own.
 */
export class LatestOf {
  readonly #type: string;
  readonly #get: StatementSync;
  readonly #number: StatementSync;
  readonly #add: ReturnType<typeof prepareWrite>;
  readonly #change: ReturnType<typeof prepareWrite>;
  readonly #known = new Map<string, Row>();
  readonly #changed: Row[] = [];

  constructor(database: DatabaseSync, type: string) {
    this.#type = type;
    this.#get = database.prepare("SELECT id, at, seq FROM subjects JOIN latest USING (id) WHERE type = ? AND key = ?");
    this.#number = database.prepare("INSERT INTO subjects (type, key) VALUES (?, ?)");
    this.#add = prepareWrite(database, "INSERT INTO latest (at, seq, id) VALUES (?, ?, ?)");
    this.#change = prepareWrite(database, "UPDATE latest SET at = ?, seq = ? WHERE id = ?");
  }

  /** Found once for each put: to look for one among so many is a good part of it. */
  of(key: string): Latest {
    return this.#known.get(key) ?? this.#load(key) ?? toRow(undefined, key, { at: Number.NEGATIVE_INFINITY, seq: 0 });
  }

  change(latest: Latest, at: number, seq: number): void {
    const row = latest as Row;
    if (row.id === undefined) this.#known.set(row.key, row);
    row.at = at;
    row.seq = seq;
    if (!row.isChanged) this.#changed.push(row);
    row.isChanged = true;
  }

  /** The last step of a transaction: each key once, however often it was put. */
  write(): void {
    for (const row of this.#changed) {
      if (row.id === undefined) this.#addRow(row);
      else this.#change(row.at, row.seq, row.id);
    }
  }

  /** After the transaction: what it did not write is not known. Those who were kept first make room. */
  settle(isCommitted: boolean): void {
    if (!isCommitted) this.#known.clear();
    for (const row of this.#changed) row.isChanged = false;
    this.#changed.length = 0;
    for (const key of this.#known.keys()) {
      if (this.#known.size <= kept) break;
      this.#known.delete(key);
    }
  }

  #addRow(row: Row): void {
    row.id = Number(this.#number.run(this.#type, row.key).lastInsertRowid);
    this.#add(row.at, row.seq, row.id);
  }

  #load(key: string): Row | undefined {
    const found = this.#get.get(this.#type, key) as { id: number; at: number; seq: number } | undefined;
    if (!found) return undefined;
    const row = toRow(found.id, key, found);
    this.#known.set(key, row);
    return row;
  }
}

function toRow(id: number | undefined, key: string, { at, seq }: Pick<Latest, "at" | "seq">): Row {
  return { id, key, at, seq, isChanged: false };
}
