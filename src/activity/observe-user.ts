import { advanceAction } from "./action.ts";
import { advanceFeatures } from "./feature.ts";
import { toHappenings, type Happening } from "./happening.ts";
import type { Moment } from "./moment.ts";
import { advanceSession } from "./session.ts";
import type { Sight } from "./sight.ts";
import { judgeStatus } from "./status.ts";
import type { RunContext } from "./target-state.ts";
import type { UserHere, UserState } from "./user-state.ts";

/** As much of a name as is remembered for the event that tells of its user's going. */
const longestName = 1_024;

/** What one sight of a user changes, and what it shows to have happened. Pure. */
export function observeUser(
  before: UserState | undefined,
  sight: Sight,
  context: RunContext,
): { user: UserHere; happenings: Happening[] } {
  const earlier = before?.type === "here" ? before : undefined;
  const moment = toMoment(earlier, sight, context);
  const change = advanceSession(earlier?.session, moment);
  const { status, seenActiveAt, action } = moment;
  const user: UserHere = {
    type: "here",
    name: sight.userName.slice(0, longestName),
    at: sight.at,
    missedRuns: 0,
    isHeld: false,
    status: status === undefined ? earlier?.status : { is: status, at: sight.at },
    seenActiveAt,
    action,
    features: advanceFeatures(earlier?.features, sight),
    session: change.session,
  };
  // Who is there when a screen is first read has done nothing that was seen.
  if (before === undefined && context.isBaseline) return { user, happenings: [] };
  return { user, happenings: toHappenings(before, moment, change) };
}

function toMoment(earlier: UserHere | undefined, sight: Sight, context: RunContext): Moment {
  const { reachMs, isWatched, isBaseline, sessionIdleMs } = context;
  // A clock that was set back makes no time.
  const gapMs = earlier === undefined ? 0 : Math.max(0, sight.at - earlier.at);
  const isWithinReach = gapMs <= reachMs;
  const { action, hasActed } = advanceAction(earlier?.action, sight, { since: earlier?.at, isWithinReach });
  const seenActiveAt = lastSeenActive(earlier, sight);
  const statusBefore = earlier?.status?.at === earlier?.at ? earlier?.status?.is : undefined;
  const { active } = earlier?.features ?? {};
  return {
    sight,
    gapMs,
    stepMs: Math.min(gapMs, reachMs),
    reachMs,
    sessionIdleMs,
    status: judgeStatus({ sight, action, seenActiveAt, reachMs }),
    wasActive: statusBefore === "active",
    isStartSeen: earlier === undefined ? isWatched && !isBaseline : statusBefore === "idle" && isWithinReach,
    action,
    seenActiveAt,
    hasActed,
    featureBefore: active?.at === earlier?.at ? active?.name : undefined,
  };
}

function lastSeenActive(earlier: UserHere | undefined, { isActive, at }: Sight): number | undefined {
  if (isActive !== undefined) return isActive ? at : undefined;
  // A clock that was set back would make it a time to come, and believed until then.
  return earlier?.seenActiveAt === undefined ? undefined : Math.min(earlier.seenActiveAt, at);
}
