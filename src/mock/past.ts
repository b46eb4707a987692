import { activeWindowMs } from "../metric/action-time.ts";
import { features } from "./features.ts";
import type { Habits } from "./habits.ts";
import { momentTypes, presences, type Life } from "./life.ts";
import { endSession, longestBreakMs, planVisit, type Plan } from "./live-on.ts";
import type { Random } from "./random.ts";
import { minutes, seconds } from "./units.ts";

/** Who is found at work acts again in this time, at a pace of their own. */
export const firstActionWithinMs = 14 * seconds;

interface PastOptions {
  habits: Habits;
  random: Random;
  /** Up to when. */
  nowMs: number;
}

/**
 * Gives an empty life a past: the visit under way or the last one, and what came of it. It is drawn at once rather than
 * lived through, since a crowd of a million has to begin in seconds.
 */
export function drawPast(life: Life, { habits, random, nowMs }: PastOptions): Plan {
  const visit = habits.lastVisit(nowMs);
  const isThere = nowMs < visit.endsAtMs;
  const untilMs = isThere ? nowMs : visit.endsAtMs;
  life.sessionStartedAtMs = visit.startsAtMs;
  life.momentsLived = 1;
  drawFeatures(life, untilMs, random);
  drawCounts(life, untilMs - visit.startsAtMs, random);

  const plan = isThere ? drawPresence(life, { random, nowMs }) : planAbsence(life, { habits, atMs: untilMs, nowMs });
  if (isThere) life.leavesAfterMs = visit.endsAtMs - visit.startsAtMs;
  life.next = momentTypes.indexOf(plan.type);
  return plan;
}

/** Some minutes in each feature, one after the other, until the time is used up. */
function drawFeatures(life: Life, untilMs: number, random: Random): void {
  let [feature, atMs] = [0, life.sessionStartedAtMs];
  for (;;) {
    const staysMs = random.integer(2 * minutes, 25 * minutes);
    life.featureMs[feature]! += Math.min(staysMs, untilMs - atMs);
    atMs += staysMs;
    if (atMs >= untilMs) break;
    feature = (feature + random.integer(1, features.length - 1)) % features.length;
  }
  life.feature = feature;
  life.bookedUntilMs = untilMs;
}

/** Of this session and the day before it. */
function drawCounts(life: Life, sessionMs: number, random: Random): void {
  const workedMinutes = Math.ceil(sessionMs / minutes) + random.integer(0, 240);
  life.pageViews = 1 + Math.ceil(workedMinutes / 3);
  life.eventsTriggered = life.pageViews + workedMinutes * random.integer(2, 4);
  life.clickCount = life.eventsTriggered * 2;
  life.queriesRun = Math.floor(life.eventsTriggered * random.next() * 0.2);
  life.reportsCreated = Math.floor(life.eventsTriggered * random.next() * 0.05);
  life.dashboardsViewed = 1 + Math.floor(life.eventsTriggered * random.next() * 0.1);
}

function drawPresence(life: Life, { random, nowMs }: Pick<PastOptions, "random" | "nowMs">): Plan {
  const sessionMs = nowMs - life.sessionStartedAtMs;
  const isIdle = sessionMs > 8 * minutes && random.next() < 0.25;
  const quietMs = isIdle
    ? random.integer(activeWindowMs, 7 * minutes)
    : random.integer(0, Math.min(sessionMs, 12 * seconds));

  life.presence = presences.indexOf("here");
  life.isActive = isIdle ? 0 : 1;
  life.lastActionAtMs = nowMs - quietMs;
  life.scrollDepth = random.integer(5, 100);
  life.action = random.integer(0, features[life.feature]!.actions.length);
  life.movesOnAfterMs = sessionMs + random.integer(0, 3 * minutes);
  life.idleAfterMs = sessionMs + random.integer(1 * minutes, 24 * minutes);
  return isIdle
    ? { type: "come back", atMs: nowMs + random.integer(1, 6 * minutes) }
    : { type: "act", atMs: nowMs + random.integer(1, firstActionWithinMs) };
}

function planAbsence(
  life: Life,
  { habits, atMs, nowMs }: Pick<PastOptions, "habits" | "nowMs"> & { atMs: number },
): Plan {
  endSession(life, atMs);
  life.lastActionAtMs = atMs;
  const next = habits.nextVisit(nowMs);
  life.presence = presences.indexOf(next.startsAtMs - atMs > longestBreakMs ? "unseen" : "here");
  return planVisit(life, next);
}
