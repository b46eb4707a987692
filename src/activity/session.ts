import { z } from "zod";
import { advanceTimes, featureTimes } from "./feature-times.ts";
import type { Moment } from "./moment.ts";
import { toMinutes, toTime } from "../metric/units.ts";

/** A session that is under way. */
export const sessionState = z.object({
  startedAt: z.number(),
  /** Otherwise it was under way when it was first seen, and what was seen of it is too little. */
  isStartSeen: z.boolean(),
  /** Nobody is to know how long it is. */
  isWithheld: z.boolean(),
  /** From its start to the last time its user was seen active. */
  lengthMs: z.number(),
  /** What was watched since then. */
  restMs: z.number(),
  /** How long the screen last said it was. */
  shownMs: z.number().optional(),
  /** Between two sights at both of which its user was active. */
  activeMs: z.number(),
  /** Sights of it, up to 2. */
  sights: z.int(),
  /** Actions that were seen to happen in it. */
  actions: z.int(),
  features: featureTimes,
});

export type SessionState = z.infer<typeof sessionState>;

/** What became of a user's session. */
export interface SessionChange {
  session: SessionState | undefined;
  ended: SessionState | undefined;
  hasStarted: boolean;
}

/** A screen that tells sessions is followed; on others they are made of the times at which the user was seen active. */
export function advanceSession(before: SessionState | undefined, moment: Moment): SessionChange {
  if (before && !isOver(before, moment))
    return { session: prolong(before, moment), ended: undefined, hasStarted: false };
  const hasStarted = moment.status === "active" || (moment.sight.sessionMs ?? 0) > 0;
  return { session: hasStarted ? begin(moment) : undefined, ended: before, hasStarted };
}

/** What may be said of a session in an event: its start where that was seen, nothing where privacy hides its length. */
export function toStartData({ startedAt, isStartSeen, shownMs, isWithheld }: SessionState): Record<string, unknown> {
  const isStartKnown = isStartSeen || shownMs !== undefined;
  return isStartKnown && !isWithheld ? { startedAt: toTime(startedAt) } : {};
}

/** The same, and its length. */
export function toEndData(session: SessionState): Record<string, unknown> {
  return session.isWithheld ? {} : { ...toStartData(session), minutes: toMinutes(session.lengthMs) };
}

function begin({ sight, gapMs, isStartSeen, hasActed }: Moment): SessionState {
  const { at, sessionMs, hides } = sight;
  const isSinceLastSight = gapMs > 0 && sessionMs !== undefined && sessionMs <= gapMs;
  return {
    startedAt: at - (sessionMs ?? 0),
    isStartSeen: isStartSeen || isSinceLastSight,
    isWithheld: hides.session,
    lengthMs: sessionMs ?? 0,
    restMs: 0,
    shownMs: sessionMs,
    activeMs: 0,
    sights: 1,
    actions: hasActed ? 1 : 0,
    features: advanceTimes([], { shown: sight.activeFeature }),
  };
}

function prolong(before: SessionState, moment: Moment): SessionState {
  const { sight, hasActed, stepMs, wasActive, status, featureBefore } = moment;
  const activeMs = wasActive && status === "active" ? stepMs : 0;
  const spent = featureBefore === undefined || activeMs === 0 ? undefined : { name: featureBefore, ms: activeMs };
  return {
    ...before,
    ...measure(before, moment),
    isWithheld: sight.hides.session,
    activeMs: before.activeMs + activeMs,
    sights: 2,
    actions: before.actions + (hasActed ? 1 : 0),
    features: advanceTimes(before.features, { spent, shown: sight.activeFeature }),
  };
}

function measure(before: SessionState, { sight, stepMs, status }: Moment): Partial<SessionState> {
  const { sessionMs } = sight;
  if (sessionMs !== undefined)
    return { startedAt: sight.at - sessionMs, lengthMs: sessionMs, shownMs: sessionMs, restMs: 0 };
  const restMs = before.restMs + stepMs;
  return status === "active" ? { lengthMs: before.lengthMs + restMs, restMs: 0 } : { restMs };
}

function isOver(session: SessionState, moment: Moment): boolean {
  const { sight, status, gapMs, stepMs, reachMs, sessionIdleMs } = moment;
  if (sight.sessionMs !== undefined) return isAnother(session, sight.sessionMs, moment);
  if (gapMs > Math.max(sessionIdleMs, reachMs)) return true;
  if (status === "active") return false;
  const sinceAction = sight.lastActionTime === undefined ? 0 : sight.at - sight.lastActionTime;
  return Math.max(session.restMs + stepMs, sinceAction) >= sessionIdleMs;
}

/** Screens that round to minutes may make a session seem this much younger than it is. */
const roundingMs = 60_000;

function isAnother({ shownMs = 0 }: SessionState, sessionMs: number, { gapMs, status }: Moment): boolean {
  const isNone = sessionMs === 0 && status !== "active";
  return isNone || sessionMs < shownMs || gapMs - sessionMs > roundingMs;
}
