import type { UserMetric } from "../metric/user-metric.ts";
import { features, type Action, type Feature } from "./features.ts";
import { createIdentity, type Identity } from "./identity.ts";
import { Random } from "./random.ts";
import { Session } from "./session.ts";

/** What a person does next, and when. */
interface Moment {
  type: "arrive" | "act" | "turn idle" | "leave";
  atMs: number;
}

interface PersonOptions {
  index: number;
  seed: number;
  nowMs: number;
}

const seconds = 1_000;
const minutes = 60 * seconds;

/** Long enough that some have left and come back before anybody looks. */
const pastMs = 90 * minutes;

/**
 * One synthetic user, with a past. Works through the features of an app at a pace of their own, in bursts at times,
 * falls idle, leaves and comes back. What they do depends on the options alone, not on when or how often one looks.
 */
export class Person {
  readonly #identity: Identity;
  readonly #random: Random;
  readonly #pace: number;
  readonly #totals = {
    pageViews: 0,
    clickCount: 0,
    eventsTriggered: 0,
    queriesRun: 0,
    reportsCreated: 0,
    dashboardsViewed: 0,
  };
  #session: Session;
  #feature: Feature = features[0]!;
  #scrollDepth = 0;
  #isActive = false;
  #lastAction = "";
  #lastActionAtMs = 0;
  #burstLeft = 0;
  #next: Moment;
  #describedAtMs = 0;

  constructor({ index, seed, nowMs }: PersonOptions) {
    this.#random = new Random(seed, index + 1);
    this.#identity = createIdentity({ index, seed, random: this.#random });
    this.#pace = this.#random.integer(7, 22) / 10;

    const firstSeenAtMs = nowMs - this.#random.integer(0, pastMs);
    this.#session = new Session(firstSeenAtMs);
    this.#next = { type: "arrive", atMs: firstSeenAtMs };
    this.advance(nowMs);
  }

  /** Lives on until then; answers whether anything happened. */
  advance(nowMs: number): boolean {
    const upcoming = this.#next;
    while (this.#next.atMs <= nowMs) this.#next = this.#live(this.#next);
    return this.#next !== upcoming;
  }

  /** What is to be said now. Each description is later than the one before, by 1 ms where the clock is not. */
  describe(nowMs: number): UserMetric {
    const atMs = Math.max(nowMs, this.#lastActionAtMs, this.#describedAtMs + 1);
    this.#describedAtMs = atMs;

    const { pageViews, clickCount, ...otherTotals } = this.#totals;
    const { sessionDuration, ...featureUse } = this.#session.describe(atMs);
    return {
      ...this.#identity,
      timestamp: new Date(atMs).toISOString(),
      sessionDuration,
      pageViews,
      clickCount,
      scrollDepth: this.#scrollDepth,
      ...featureUse,
      ...otherTotals,
      isActive: this.#isActive,
      lastAction: this.#lastAction,
      lastActionTime: new Date(this.#lastActionAtMs).toISOString(),
    };
  }

  #live({ type, atMs }: Moment): Moment {
    if (type === "turn idle") return this.#turnIdle(atMs);
    if (type === "leave") return this.#leave(atMs);

    if (type === "arrive") this.#arrive(atMs);
    else this.#act(atMs);
    return this.#planAfterAction(atMs);
  }

  #turnIdle(atMs: number): Moment {
    this.#isActive = false;
    return { type: "act", atMs: atMs + this.#random.integer(1 * minutes, 8 * minutes) };
  }

  #leave(atMs: number): Moment {
    this.#perform({ text: "Signed out" }, atMs);
    this.#session.end(atMs);
    this.#isActive = false;
    return { type: "arrive", atMs: atMs + this.#random.integer(2 * minutes, 15 * minutes) };
  }

  #arrive(atMs: number): void {
    this.#session = new Session(atMs);
    this.#open(features[0]!, atMs);
  }

  #act(atMs: number): void {
    if (this.#random.next() < 0.25) return this.#open(this.#random.pick(features), atMs);

    this.#scrollDepth = Math.min(100, this.#scrollDepth + this.#random.integer(0, 20));
    this.#perform(this.#random.pick(this.#feature.actions), atMs);
  }

  #open(feature: Feature, atMs: number): void {
    this.#feature = feature;
    this.#session.enter(feature.name, atMs);
    this.#totals.pageViews += 1;
    this.#scrollDepth = this.#random.integer(5, 40);
    this.#perform(feature.opening, atMs);
  }

  #perform({ text, counts }: Action, atMs: number): void {
    this.#totals.eventsTriggered += 1;
    this.#totals.clickCount += this.#random.integer(1, 3);
    if (counts) this.#totals[counts] += 1;
    this.#isActive = true;
    this.#lastAction = text;
    this.#lastActionAtMs = atMs;
  }

  #planAfterAction(atMs: number): Moment {
    const chance = this.#random.next();
    if (chance < 0.01) return { type: "leave", atMs: atMs + this.#random.integer(3 * seconds, 15 * seconds) };
    // A minute without an action is what the word "active" allows everywhere in this program.
    if (chance < 0.03) return { type: "turn idle", atMs: atMs + 1 * minutes };

    if (chance < 0.09) this.#burstLeft = this.#random.integer(3, 8);
    return { type: "act", atMs: atMs + this.#gapMs() };
  }

  #gapMs(): number {
    if (this.#burstLeft === 0) return Math.round(this.#pace * this.#random.integer(4 * seconds, 22 * seconds));

    this.#burstLeft -= 1;
    return this.#random.integer(0.8 * seconds, 3 * seconds);
  }
}
