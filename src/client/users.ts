import type { MetricRecord } from "../metric/meta.ts";

/** One user before and after: new without `former`, gone without `next`. */
export interface UserChange {
  userId: string;
  former: MetricRecord | undefined;
  next: MetricRecord | undefined;
}

interface Held {
  record: MetricRecord;
  /** The version of a user is the time of the metric. */
  versionMs: number;
  /** Who told of it last; nobody did where it was pushed. */
  owner: object | undefined;
  /** By the clock that nobody sets. */
  heardAt: number;
}

/** The latest record of each user. */
export class Users {
  readonly #held = new Map<string, Held>();
  readonly #tell: (change: UserChange) => void;
  readonly #elapsed: () => number;

  constructor(tell: (change: UserChange) => void, elapsed: () => number) {
    this.#tell = tell;
    this.#elapsed = elapsed;
  }

  get size(): number {
    return this.#held.size;
  }

  get(userId: string): MetricRecord | undefined {
    return this.#held.get(userId)?.record;
  }

  all(): MetricRecord[] {
    return Array.from(this.#held.values(), ({ record }) => record);
  }

  /** Old never overwrites new, as at the hub; the same again is no news. */
  put(record: MetricRecord, owner: object | undefined): void {
    const versionMs = Date.parse(record.metric.timestamp);
    const held = this.#held.get(record.metric.userId);
    if (held && versionMs < held.versionMs) return;
    if (held?.versionMs === versionMs && isSame(held.record, record)) {
      Object.assign(held, { owner, heardAt: this.#elapsed() });
      return;
    }
    this.#set(record, owner);
  }

  /** Only who told of a user last can say that he left. */
  remove(userId: string, owner?: object): void {
    const held = this.#held.get(userId);
    if (held && held.owner === owner) this.#delete(userId, held);
  }

  /** Takes the place of all that this owner has told, whatever its times. */
  replace(records: ReadonlyMap<string, MetricRecord>, owner: object): void {
    for (const [userId, held] of this.#held)
      if (held.owner === owner && !records.has(userId)) this.#delete(userId, held);
    for (const record of records.values()) {
      const held = this.#held.get(record.metric.userId);
      if (held?.owner === owner && !isSame(held.record, record)) this.#set(record, owner);
      else this.put(record, owner);
    }
  }

  /** Removes who was not heard of for so long, of those whose owner does not tell who leaves. */
  expire(ttlMs: number, tellsWhoLeaves: (owner: object | undefined) => boolean): void {
    const before = this.#elapsed() - ttlMs;
    for (const [userId, held] of this.#held)
      if (held.heardAt < before && !tellsWhoLeaves(held.owner)) this.#delete(userId, held);
  }

  #delete(userId: string, { record }: Held): void {
    this.#held.delete(userId);
    this.#tell({ userId, former: record, next: undefined });
  }

  #set(record: MetricRecord, owner: object | undefined): void {
    const { userId, timestamp } = record.metric;
    const former = this.get(userId);
    this.#held.set(userId, { record, versionMs: Date.parse(timestamp), owner, heardAt: this.#elapsed() });
    this.#tell({ userId, former, next: record });
  }
}

function isSame(first: MetricRecord, second: MetricRecord): boolean {
  return JSON.stringify(first) === JSON.stringify(second);
}
