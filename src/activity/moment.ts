import type { ActionState } from "./action.ts";
import type { Sight } from "./sight.ts";
import type { Status } from "./status.ts";

/** One sight of a user, beside what was known of them before. */
export interface Moment {
  sight: Sight;
  /** Since the sight before; 0 at the first one. */
  gapMs: number;
  /** As much of the gap as counts as time spent. */
  stepMs: number;
  /** For how long a sight is believed. */
  reachMs: number;
  sessionIdleMs: number;
  status: Status | undefined;
  /** At the sight before. */
  wasActive: boolean;
  /** A session that begins now was watched from its start. */
  isStartSeen: boolean;
  action: ActionState;
  /** When the screen last said that the user is active. */
  seenActiveAt: number | undefined;
  /** An action was seen to happen since the sight before. */
  hasActed: boolean;
  /** The feature in use at the sight before. */
  featureBefore: string | undefined;
}
