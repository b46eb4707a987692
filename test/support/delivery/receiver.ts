import type { Meta } from "../../../src/metric/meta.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";

/** How a receiver meets what is sent from now on: takes it, answers with a status, or never answers at all. */
export type Manner = "take" | "hang" | { status: number; retryAfter?: string };

/** The other end of a network sink, on a real socket. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly metrics: UserMetric[];
  readonly metas: Meta[];
  /** The `authorization` header of each request. */
  readonly keys: (string | undefined)[];
  manner: Manner;
  /** Refuses more metrics than this at a time as too large. */
  takesAtMost: number;
  /** How many connections are open here. */
  connections(): Promise<number>;
  /** Resolves when something has been sent here after the call. */
  contacted(): Promise<void>;
}
