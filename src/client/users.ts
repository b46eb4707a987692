import type { MetricRecord } from "../metric/meta.ts";

/** Who tells of users. */
interface Owner {
  tellsWhoLeaves: boolean;
}

interface Held {
  record: MetricRecord;
  /** Who told of it last; nobody did where it was pushed. */
  owner: Owner | undefined;
  /** By the clock that nobody sets. */
  heardAt: number;
}

/** Told of a user who is new or another now, or without a record of one who is gone. */
type Tell = (userId: string, record: MetricRecord | undefined) => void;

/** The latest record of each user. */
export class Users {
  readonly #held = new Map<string, Held>();
  readonly #tell: Tell;
  readonly #elapsed: () => number;

  constructor(tell: Tell, elapsed: () => number) {
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
  put(record: MetricRecord, owner: Owner | undefined): void {
    const former = this.get(record.metric.userId);
    if (!former || versionOf(record) >= versionOf(former)) this.#set(record, owner);
  }

  /** Only who told of a user last can say that he left. */
  remove(userId: string, owner?: Owner): void {
    if (this.#held.get(userId)?.owner === owner) this.#delete(userId);
  }

  /** Takes the place of all that this owner has told, whatever its times. */
  replace(records: ReadonlyMap<string, MetricRecord>, owner: Owner): void {
    for (const [userId, held] of this.#held) if (held.owner === owner && !records.has(userId)) this.#delete(userId);
    for (const [userId, record] of records) {
      if (this.#held.get(userId)?.owner === owner) this.#set(record, owner);
      else this.put(record, owner);
    }
  }

  /** Removes who was not heard of for so long, of those whose owner does not tell who leaves. */
  expire(ttlMs: number): void {
    const before = this.#elapsed() - ttlMs;
    for (const [userId, { heardAt, owner }] of this.#held)
      if (heardAt < before && !owner?.tellsWhoLeaves) this.#delete(userId);
  }

  #delete(userId: string): void {
    if (this.#held.delete(userId)) this.#tell(userId, undefined);
  }

  #set(record: MetricRecord, owner: Owner | undefined): void {
    const { userId } = record.metric;
    const former = this.get(userId);
    this.#held.set(userId, { record, owner, heardAt: this.#elapsed() });
    if (!former || !isSame(former, record)) this.#tell(userId, record);
  }
}

/** The version of a user is the time of the metric. */
function versionOf({ metric }: MetricRecord): number {
  return Date.parse(metric.timestamp);
}

function isSame(first: MetricRecord, second: MetricRecord): boolean {
  return versionOf(first) === versionOf(second) && JSON.stringify(first) === JSON.stringify(second);
}
