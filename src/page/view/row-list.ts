import type { MetricRecord } from "../../metric/meta.ts";
import { holdRows, sortRows, type Sort } from "./order.ts";
import { toRow, type Clock, type Row } from "./row.ts";

const resortMs = 1_000;

interface ArrangeOptions {
  clock: Clock;
  sort: Sort;
  /** Somebody reads in the table: rows keep their places and only their cells change. */
  isHeld: boolean;
}

/** The rows of the table and the order they stand in, which changes at most once a second. */
export class RowList {
  #rowsByUserId = new Map<string, Row>();
  #order: readonly string[] = [];
  #sort: Sort | undefined;
  #sortedAt = 0;

  arrange(records: readonly MetricRecord[], { clock, sort, isHeld }: ArrangeOptions): Row[] {
    const rows = records.map((record) => toRow(record, clock, this.#rowsByUserId.get(record.metric.userId)));
    const arranged = this.#isSortDue(sort, isHeld) ? this.#sortAll(rows, sort) : holdRows(rows, this.#order);

    this.#rowsByUserId = new Map(rows.map((row) => [row.metric.userId, row]));
    this.#order = arranged.map(({ metric }) => metric.userId);
    return arranged;
  }

  /** Another sort is what the reader asked for, held or not; and with no rows there is no order to keep. */
  #isSortDue(sort: Sort, isHeld: boolean): boolean {
    if (sort !== this.#sort || this.#order.length === 0) return true;
    return !isHeld && performance.now() - this.#sortedAt >= resortMs;
  }

  #sortAll(rows: readonly Row[], sort: Sort): Row[] {
    this.#sort = sort;
    this.#sortedAt = performance.now();
    return sortRows(rows, sort);
  }
}
