import { activeWindowMs } from "../metric/action-time.ts";
import type { UserEvent } from "../metric/event.ts";
import { features, signingOut, type Action } from "./features.ts";
import type { Habits, Visit } from "./habits.ts";
import { book, momentTypes, noFeature, presences, type Life, type MomentType } from "./life.ts";
import type { Random } from "./random.ts";
import { toMinutes, toTime } from "../metric/units.ts";
import { hours, minutes, seconds } from "./units.ts";

/** What comes next in a life, and when. */
export interface Plan {
  type: MomentType;
  atMs: number;
}

/** Something that others hear of, as an event says it. */
export type Happening = Pick<UserEvent, "type" | "data">;

interface Moment {
  atMs: number;
  habits: Habits;
  random: Random;
  tell: (happening: Happening) => void;
}

/** Who stays away longer is gone; anything shorter is a break. */
export const longestBreakMs = 2 * hours;

/** Lets somebody live through what comes next for them, and plans what comes after it. */
export function liveOn(life: Life, moment: Moment): Plan {
  const plan = live(life, momentTypes[life.next]!, moment);
  life.momentsLived += 1;
  life.next = momentTypes.indexOf(plan.type);
  return plan;
}

function live(life: Life, type: MomentType, moment: Moment): Plan {
  // Whoever is wanted before a minute is over goes on working.
  if (type === "turn idle" && moment.atMs - life.lastActionAtMs >= activeWindowMs) return turnIdle(life, moment);
  if (type === "leave") return leave(life, moment);

  if (type === "arrive") arrive(life, moment);
  else if (type === "come back") comeBack(life, moment);
  else act(life, moment);
  return planAfterAction(life, moment);
}

function turnIdle(life: Life, { atMs, random, tell }: Moment): Plan {
  life.isActive = 0;
  tell({ type: "went_idle", data: {} });
  return { type: "come back", atMs: atMs + random.integer(1 * minutes, 8 * minutes) };
}

function comeBack(life: Life, moment: Moment): void {
  moment.tell({ type: "came_back", data: { after: "idle" } });
  life.idleAfterMs = moment.atMs - life.sessionStartedAtMs + spellMs(moment.random);
  act(life, moment);
}

function leave(life: Life, moment: Moment): Plan {
  const { atMs, habits, tell } = moment;
  perform(life, signingOut, moment);
  endSession(life, atMs);
  const startedAt = toTime(life.sessionStartedAtMs);
  tell({ type: "session_ended", data: { startedAt, minutes: toMinutes(atMs - life.sessionStartedAtMs) } });

  const next = habits.nextVisit(atMs);
  if (next.startsAtMs - atMs > longestBreakMs) {
    life.presence = presences.indexOf("gone");
    tell({ type: "user_gone", data: { lastSeen: toTime(atMs) } });
  }
  return planVisit(life, next);
}

export function endSession(life: Life, atMs: number): void {
  book(life, atMs);
  life.feature = noFeature;
  life.action = 0;
  life.isActive = 0;
}

export function planVisit(life: Life, { startsAtMs, endsAtMs }: Visit): Plan {
  life.leavesAfterMs = endsAtMs - startsAtMs;
  return { type: "arrive", atMs: startsAtMs };
}

function arrive(life: Life, moment: Moment): void {
  const { atMs, random, tell } = moment;
  const presence = presences[life.presence];
  if (presence === "unseen") tell({ type: "user_new", data: {} });
  if (presence === "gone") tell({ type: "came_back", data: { after: "gone" } });
  life.presence = presences.indexOf("here");

  tell({ type: "session_started", data: { startedAt: toTime(atMs) } });
  life.sessionStartedAtMs = atMs;
  life.bookedUntilMs = atMs;
  life.featureMs.fill(0);
  life.idleAfterMs = spellMs(random);
  open(life, 0, moment);
}

function act(life: Life, moment: Moment): void {
  const { atMs, random } = moment;
  if (atMs - life.sessionStartedAtMs >= life.movesOnAfterMs) return open(life, otherFeature(life, random), moment);

  const { actions } = features[life.feature]!;
  life.action = random.integer(1, actions.length);
  life.scrollDepth = Math.min(100, life.scrollDepth + random.integer(0, 20));
  perform(life, actions[life.action - 1]!, moment);
}

function otherFeature({ feature }: Life, random: Random): number {
  return (feature + random.integer(1, features.length - 1)) % features.length;
}

function open(life: Life, feature: number, moment: Moment): void {
  const { atMs, random, tell } = moment;
  book(life, atMs);
  life.feature = feature;
  life.action = 0;
  life.movesOnAfterMs = atMs - life.sessionStartedAtMs + random.integer(20 * seconds, 4 * minutes);
  life.scrollDepth = random.integer(5, 40);
  life.pageViews += 1;
  tell({ type: "feature_used", data: { feature: features[feature]!.name } });
  perform(life, features[feature]!.opening, moment);
}

function perform(life: Life, { counts }: Action, { atMs, random }: Moment): void {
  life.eventsTriggered += 1;
  life.clickCount += random.integer(1, 3);
  if (counts) life[counts] += 1;
  life.isActive = 1;
  life.lastActionAtMs = atMs;
}

function planAfterAction(life: Life, { atMs, habits, random }: Moment): Plan {
  const sinceStartMs = atMs - life.sessionStartedAtMs;
  if (sinceStartMs >= life.leavesAfterMs)
    return { type: "leave", atMs: atMs + random.integer(3 * seconds, 15 * seconds) };
  if (sinceStartMs >= life.idleAfterMs) return { type: "turn idle", atMs: atMs + activeWindowMs };
  return { type: "act", atMs: atMs + gapMs(life, habits, random) };
}

function gapMs(life: Life, { pace }: Habits, random: Random): number {
  if (life.burstLeft === 0 && random.next() < 0.06) life.burstLeft = random.integer(3, 8);
  if (life.burstLeft === 0) return Math.round(pace * random.integer(2 * seconds, 10 * seconds));

  life.burstLeft -= 1;
  return random.integer(0.8 * seconds, 3 * seconds);
}

/** How long somebody is at work before they next fall idle. */
function spellMs(random: Random): number {
  return random.integer(6 * minutes, 30 * minutes);
}
