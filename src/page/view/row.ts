import type { MetricRecord } from "../../metric/meta.ts";
import { toSigns, toStatus, type Clock, type IntervalOf, type Signs, type Status } from "./status.ts";

/** One user as the table draws it: another object whenever the record or the status is another. */
export interface Row extends MetricRecord, Signs {
  status: Status;
  intervalMs: number;
}

export function toRow(record: MetricRecord, clock: Clock, intervalOf: IntervalOf): Row {
  const { metric, meta } = record;
  const signs = toSigns(record);
  const { readAt, actionAt, judgedBy, isSeenActive } = signs;
  const intervalMs = intervalOf(meta.source);
  const status = toStatus(signs, clock, intervalMs);
  // One by one: what is spread into an object is held in a second one.
  return { metric, meta, readAt, actionAt, judgedBy, isSeenActive, intervalMs, status };
}

/** The row as it is at another moment; the same object where that changes nothing. */
export function judgeRow(row: Row, clock: Clock, intervalOf: IntervalOf): Row {
  const intervalMs = intervalOf(row.meta.source);
  const status = toStatus(row, clock, intervalMs);
  return status === row.status && intervalMs === row.intervalMs ? row : { ...row, status, intervalMs };
}
