import type { UserEvent } from "../metric/event.ts";
import type { MetricRecord } from "../metric/meta.ts";
import type { RunReport } from "../metric/run-report.ts";

/** One thing that a server tells, whatever the transport. */
export type Item =
  | { type: "user"; record: MetricRecord }
  | { type: "left"; userId: string }
  /** `key` tells it from all other events; undefined where it has nothing of its own. */
  | { type: "event"; event: UserEvent; key: string | undefined }
  | { type: "run"; run: RunReport }
  /** So many events are lost after `after`, a cursor. */
  | { type: "gap"; events: number; after: string }
  /** What follows replaces what is known. */
  | { type: "reset" }
  /** A hub: it says at least this often that it is there, and when its reader is level. */
  | { type: "hello"; heartbeatMs: number }
  /** At most so many changes are still to come; 0 is level. */
  | { type: "standing"; behind: number };

/** What one message brings, in the order sent. */
export interface Incoming {
  items: Item[];
  /** Where its reader stands after it, in the server's history. */
  cursor?: string | undefined;
  /** How many records or frames in it could not be read. */
  unreadable: number;
}

/** What has come over a connection. */
export interface Arrival extends Incoming {
  /** A hub is at its other end, which says who leaves and when its reader is level. */
  isHub: boolean;
}
