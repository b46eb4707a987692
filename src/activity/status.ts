import { activeWindowMs } from "../metric/action-time.ts";
import type { ActionState } from "./action.ts";
import type { Sight } from "./sight.ts";

export type Status = "active" | "idle";

interface Evidence {
  sight: Sight;
  action: ActionState;
  /** When the screen last said that the user is active. */
  seenActiveAt: number | undefined;
  /** For how long a sight is believed. */
  reachMs: number;
}

/**
 * By the time of the last action where the screen gives it; else by `isActive`, which is believed for a while where one
 * row lacks it; else by when the action was noticed. Undefined where nobody knows, or nobody is to know.
 */
export function judgeStatus({ sight, action, seenActiveAt, reachMs }: Evidence): Status | undefined {
  const { at, lastActionTime, isActive, hides } = sight;
  if (hides.status) return undefined;
  if (lastActionTime !== undefined) return isActiveIf(at - lastActionTime < activeWindowMs);
  if (isActive !== undefined) return isActiveIf(isActive);
  if (seenActiveAt !== undefined && at - seenActiveAt <= reachMs) return "active";
  return action.noticedAt === undefined ? undefined : isActiveIf(at - action.noticedAt < activeWindowMs);
}

function isActiveIf(condition: boolean): Status {
  return condition ? "active" : "idle";
}
