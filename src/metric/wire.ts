import type { InputError } from "./inbound/shape.ts";
import type { UserEvent } from "./event.ts";
import type { Meta } from "./meta.ts";
import type { RunReport } from "./run-report.ts";
import type { UserMetric } from "./user-metric.ts";

/** The WebSocket subprotocol of a client that knows more than the guide's frames. */
export const subprotocol = "live-metrics.v1";

/**
 * The frames of a WebSocket, in both directions. `metric`, `metrics` and `event` are the guide's; `meta`, `metas`
 * (same order as `metrics`) and `cursor` ride beside them and may be ignored.
 */
export type Frame =
  | { type: "user_metric"; metric: UserMetric; meta?: Meta; cursor?: string }
  | { type: "bulk_metrics"; metrics: UserMetric[]; metas?: Meta[]; cursor?: string }
  | { type: "event"; event: UserEvent; cursor?: string };

/** What a hub sends besides, to a client that offered `live-metrics.v1`. */
export type HubFrame =
  /** The first one. `cursor` is where the client stands, before it is sent anything. */
  | { type: "hello"; cursor: string; heartbeatSeconds: number; epoch: string }
  /** `behind` is how many changes were still to come at most when it was read; 0: the reader has all there was then. */
  | { type: "heartbeat"; cursor: string; at: string; behind: number }
  | { type: "user_left"; userId: string; reason: LeftReason; cursor: string }
  /** What follows replaces what the client has. */
  | { type: "reset" }
  /** So many events after `cursor` can no longer be had. */
  | { type: "gap"; events: number; cursor: string }
  | { type: "run"; run: RunReport; cursor: string }
  | Ack;

/** What became of one frame that a client sent; the acks come in the order of the frames. */
export interface Ack {
  type: "ack";
  /** Of the records that are on disk, in the frame's order. */
  ids: string[];
  /** How many of them were not new. */
  duplicates: number;
  /** Without `index` it is the frame that was refused, and everything in it. */
  rejected: { index?: number; errors: InputError[] }[];
}

/** Why a user is no longer in the live view: not observed for too long, or said to be gone. */
export type LeftReason = "expired" | "gone";

/** The answer to `GET /api/metrics`: the state, or with `?since=` what changed after that cursor. */
export interface StateAnswer {
  metrics: UserMetric[];
  /** Same order as `metrics`. */
  metas: Meta[];
  events: UserEvent[];
  /** Nobody is both here and in `metrics`. */
  left: { userId: string; reason: LeftReason }[];
  /** The last run of each target that ran. */
  runs?: RunReport[];
  cursor: string;
  /** The cursor asked for cannot be led on: the answer is the whole state and replaces what the reader has. */
  reset?: true;
  /** So many events after the cursor asked for can no longer be had. */
  gap?: { events: number };
  /** There is more after `cursor`, to be asked for at once. */
  more?: true;
}

/** The body of `POST /api/metrics/bulk`; receivers that know only the guide ignore `metas`. */
export interface BulkBody {
  metrics: UserMetric[];
  metas: Meta[];
}
