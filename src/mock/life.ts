import type { UserMetric } from "../metric/user-metric.ts";
import { Columns, type Row } from "./columns.ts";
import { features, signingOut, type Action } from "./features.ts";
import { toMinutes, toTime } from "../metric/units.ts";

/** Where somebody is in their day, as numbers: what is remembered of each of up to a million people. */
const layout = {
  momentsLived: Uint32Array,
  /** An index of `momentTypes`: what comes next. */
  next: Uint8Array,
  /** An index of `presences`. */
  presence: Uint8Array,
  sessionStartedAtMs: Float64Array,
  /** Up to when the session's time is booked on its features; its end, when it is over. */
  bookedUntilMs: Float64Array,
  lastActionAtMs: Float64Array,
  /** When this person was last described; a description is never older than the one before. */
  toldAtMs: Float64Array,
  // What follows is counted in milliseconds from the beginning of the session.
  leavesAfterMs: Uint32Array,
  idleAfterMs: Uint32Array,
  movesOnAfterMs: Uint32Array,
  /** An index of `features`; beyond the last one, none is open. */
  feature: Uint8Array,
  /** 0 is the opening of the feature, 1 the first of its actions. */
  action: Uint8Array,
  isActive: Uint8Array,
  burstLeft: Uint8Array,
  scrollDepth: Uint8Array,
  pageViews: Uint32Array,
  clickCount: Uint32Array,
  eventsTriggered: Uint32Array,
  queriesRun: Uint32Array,
  reportsCreated: Uint32Array,
  dashboardsViewed: Uint32Array,
};

export type Life = Row<typeof layout> & {
  /** Of this session, in the order of `features`. */
  featureMs: Uint32Array;
};

export const momentTypes = ["arrive", "act", "turn idle", "come back", "leave"] as const;
export type MomentType = (typeof momentTypes)[number];

/** Whether readers know of somebody: not yet, since they are there (a break counts as being there), or since they left. */
export const presences = ["unseen", "here", "gone"] as const;

export const noFeature = features.length;

/** The lives of a crowd, about 110 bytes each. */
export class Lives {
  readonly #numbers: Columns<typeof layout>;
  readonly #featureMs: Uint32Array;

  constructor(count: number) {
    this.#numbers = new Columns(count, layout);
    this.#featureMs = new Uint32Array(count * features.length);
  }

  /** What is written to it is kept. */
  at(who: number): Life {
    const from = who * features.length;
    return Object.assign(this.#numbers.at(who), { featureMs: this.#featureMs.subarray(from, from + features.length) });
  }
}

/** What a metric says besides who it is about. */
export function describeLife(life: Life, atMs: number): Omit<UserMetric, "userId" | "userName" | "email" | "company"> {
  book(life, atMs);
  const used = features.flatMap(({ name }, feature): [string, number][] => {
    const ms = life.featureMs[feature]!;
    return ms > 0 || feature === life.feature ? [[name, toMinutes(ms)]] : [];
  });
  return {
    timestamp: toTime(atMs),
    sessionDuration: toMinutes(life.bookedUntilMs - life.sessionStartedAtMs),
    pageViews: life.pageViews,
    clickCount: life.clickCount,
    scrollDepth: life.scrollDepth,
    featuresUsed: used.map(([name]) => name),
    activeFeature: features[life.feature]?.name ?? "",
    featureTime: Object.fromEntries(used),
    eventsTriggered: life.eventsTriggered,
    queriesRun: life.queriesRun,
    reportsCreated: life.reportsCreated,
    dashboardsViewed: life.dashboardsViewed,
    isActive: life.isActive === 1,
    lastAction: lastActionOf(life).text,
    lastActionTime: toTime(life.lastActionAtMs),
  };
}

function lastActionOf({ feature, action }: Life): Action {
  const open = features[feature];
  if (!open) return signingOut;
  return action === 0 ? open.opening : open.actions[action - 1]!;
}

/** Counts the time since the last booking for the feature that is open. */
export function book(life: Life, atMs: number): void {
  if (life.feature === noFeature) return;
  life.featureMs[life.feature]! += atMs - life.bookedUntilMs;
  life.bookedUntilMs = atMs;
}
