import type { MetricRecord } from "../metric/meta.ts";
import { isSame } from "./json.ts";

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
export interface Users {
  readonly size: number;
  get(userId: string): MetricRecord | undefined;
  all(): MetricRecord[];
  /** Old never overwrites new, as at the hub; the same again is no news. */
  put(record: MetricRecord, owner: Owner | undefined): void;
  /** Only who told of a user last can say that he left. */
  remove(userId: string, owner: Owner): void;
  /** Takes the place of all that this owner has told, whatever its times. */
  replace(records: ReadonlyMap<string, MetricRecord>, owner: Owner): void;
  /** Removes who was not heard of for so long, of those whose owner does not tell who leaves. */
  expire(ttlMs: number): void;
}

export function createUsers(tell: Tell, elapsed: () => number): Users {
  const users = new Map<string, Held>();

  const get = (userId: string): MetricRecord | undefined => users.get(userId)?.record;
  const set = (record: MetricRecord, owner: Owner | undefined): void => {
    const { userId } = record.metric;
    const former = get(userId);
    users.set(userId, { record, owner, heardAt: elapsed() });
    // Comparing all that is in them takes time, and is seldom needed.
    if (!former || versionOf(former) !== versionOf(record) || !isSame(former, record)) tell(userId, record);
  };
  const put: Users["put"] = (record, owner) => {
    const former = get(record.metric.userId);
    if (!former || versionOf(record) >= versionOf(former)) set(record, owner);
  };
  const remove = (userId: string): void => {
    if (users.delete(userId)) tell(userId, undefined);
  };

  return {
    get size() {
      return users.size;
    },
    get,
    all: () => Array.from(users.values(), ({ record }) => record),
    put,
    remove(userId, owner) {
      if (users.get(userId)?.owner === owner) remove(userId);
    },
    replace(records, owner) {
      for (const [userId, held] of users) if (held.owner === owner && !records.has(userId)) remove(userId);
      for (const [userId, record] of records) {
        if (users.get(userId)?.owner === owner) set(record, owner);
        else put(record, owner);
      }
    },
    expire(ttlMs) {
      const before = elapsed() - ttlMs;
      // Once a second for all of them: an iterator would make two objects for each.
      users.forEach(({ heardAt, owner }, userId) => {
        if (heardAt < before && !owner?.tellsWhoLeaves) remove(userId);
      });
    },
  };
}

/** The version of a user is the time of the metric. */
function versionOf({ metric }: MetricRecord): number {
  return Date.parse(metric.timestamp);
}
