import type { UserEvent } from "./event.ts";
import type { Meta } from "./meta.ts";
import type { UserMetric } from "./user-metric.ts";

/**
 * The frames of a WebSocket, in both directions. `metric`, `metrics` and `event` are the guide's; `meta`, `metas`
 * (same order as `metrics`) and `cursor` ride beside them and may be ignored.
 */
export type Frame =
  | { type: "user_metric"; metric: UserMetric; meta?: Meta; cursor?: string }
  | { type: "bulk_metrics"; metrics: UserMetric[]; metas?: Meta[]; cursor?: string }
  | { type: "event"; event: UserEvent; cursor?: string };

/** The answer to `GET /api/metrics`: the state, or with `?since=` what changed after that cursor. */
export interface StateAnswer {
  metrics: UserMetric[];
  /** Same order as `metrics`. */
  metas: Meta[];
  events: UserEvent[];
  cursor: string;
  /** The cursor asked for is not of this history: the answer is the whole state and replaces what the reader has. */
  reset?: true;
  /** There is more after `cursor`. */
  more?: true;
}

/** The body of `POST /api/metrics/bulk`; receivers that know only the guide ignore `metas`. */
export interface BulkBody {
  metrics: UserMetric[];
  metas: Meta[];
}
