import type { DatabaseSync, StatementSync } from "node:sqlite";

/** The newest of what was put of one user or target. */
export interface Latest {
  /** Epoch milliseconds. */
  at: number;
  /** Where it waits or did; 0 where it was for no sink. */
  seq: number;
}

const kept = 100_000;

/** What was put last of whom: on disk of everybody, in memory of those who were put last. */
export class LatestOf {
  readonly #type: string;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #known = new Map<string, Latest>();
  /** What the transaction under way makes of it. */
  readonly #changed = new Map<string, Latest>();

  constructor(database: DatabaseSync, type: string) {
    this.#type = type;
    this.#get = database.prepare("SELECT at, seq FROM latest WHERE type = ? AND key = ?");
    this.#put = database.prepare(`
      INSERT INTO latest VALUES (?, ?, ?, ?) ON CONFLICT (type, key) DO UPDATE SET at = excluded.at, seq = excluded.seq`);
  }

  get(key: string): Latest | undefined {
    const known = this.#changed.get(key) ?? this.#known.get(key);
    return known ?? (this.#get.get(this.#type, key) as unknown as Latest | undefined);
  }

  set(key: string, latest: Latest): void {
    this.#changed.set(key, latest);
  }

  /** The last step of a transaction: each key once, however often it was put. */
  write(): void {
    for (const [key, { at, seq }] of this.#changed) this.#put.run(this.#type, key, at, seq);
  }

  /** After the transaction. */
  settle(isCommitted: boolean): void {
    if (isCommitted) for (const [key, latest] of this.#changed) this.#keep(key, latest);
    this.#changed.clear();
  }

  /** The one that has been there longest makes room. */
  #keep(key: string, latest: Latest): void {
    this.#known.delete(key);
    this.#known.set(key, latest);
    if (this.#known.size <= kept) return;
    const [oldest] = this.#known.keys();
    this.#known.delete(oldest!);
  }
}
