import type { MetricRecord } from "../../metric/meta.ts";
import { toSearchText } from "./search.ts";
import { isLate, toStatus, type Status } from "./status.ts";
import { statusWords, toTimeText } from "./words.ts";

/** One user as the table draws it. The object stays the same for as long as nothing in it changes. */
export interface Row extends MetricRecord {
  status: Status;
  /** Since the last action; undefined where its time is not known. */
  actionAge: string | undefined;
  /** Since the record was made. */
  dataAge: string;
  isLate: boolean;
  searchText: string;
}

export interface Clock {
  /** By the hub's clock. */
  now: number;
  /** The last moment that was live: `now`, or when the connection was lost. */
  asOf: number;
}

export function toRow(record: MetricRecord, clock: Clock, previous: Row | undefined): Row {
  const { metric, meta } = record;
  const isActionTimeKnown = !("lastActionTime" in meta.missing);
  const drawn = {
    status: toStatus(record, clock),
    actionAge: isActionTimeKnown ? toTimeText(clock.now - Date.parse(metric.lastActionTime)) : undefined,
    dataAge: toTimeText(clock.now - Date.parse(metric.timestamp)),
    isLate: isLate(record, clock.now),
  };
  if (previous?.metric === metric && previous.meta === meta && isSame(drawn, previous)) return previous;

  return { metric, meta, ...drawn, searchText: toSearchText(metric, statusWords[drawn.status]) };
}

function isSame(drawn: Pick<Row, "status" | "actionAge" | "dataAge" | "isLate">, previous: Row): boolean {
  return (
    drawn.status === previous.status &&
    drawn.actionAge === previous.actionAge &&
    drawn.dataAge === previous.dataAge &&
    drawn.isLate === previous.isLate
  );
}
