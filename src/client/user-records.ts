import type { MetricRecord } from "../metric/meta.ts";
import type { Incoming } from "./read-frame.ts";

/** The latest record of each user, and the place in the hub's history that they stand for. */
export class UserRecords {
  readonly #byUserId = new Map<string, MetricRecord>();
  #cursor: string | undefined;

  get cursor(): string | undefined {
    return this.#cursor;
  }

  get size(): number {
    return this.#byUserId.size;
  }

  all(): MetricRecord[] {
    return [...this.#byUserId.values()];
  }

  /** Takes what is new and says whether anything was. A cursor of another history replaces all that was known. */
  apply({ records, cursor }: Incoming): boolean {
    let hasChanged = false;
    if (cursor !== undefined) {
      hasChanged = this.#leaveOtherHistory(cursor);
      this.#cursor = cursor;
    }

    for (const record of records) {
      if (!isNews(record, this.#byUserId.get(record.metric.userId))) continue;
      this.#byUserId.set(record.metric.userId, record);
      hasChanged = true;
    }
    return hasChanged;
  }

  #leaveOtherHistory(cursor: string): boolean {
    if (this.#cursor === undefined || toEpoch(cursor) === toEpoch(this.#cursor)) return false;
    const hadUsers = this.size > 0;
    this.#byUserId.clear();
    return hadUsers;
  }
}

/** Old never overwrites new; the same again is no news. */
function isNews(record: MetricRecord, known: MetricRecord | undefined): boolean {
  if (!known) return true;
  const newerByMs = Date.parse(record.metric.timestamp) - Date.parse(known.metric.timestamp);
  return newerByMs > 0 || (newerByMs === 0 && JSON.stringify(record) !== JSON.stringify(known));
}

function toEpoch(cursor: string): string {
  return cursor.slice(0, cursor.lastIndexOf(":"));
}
