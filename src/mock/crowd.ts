import { randomUUID } from "node:crypto";
import type { UserEvent } from "../metric/event.ts";
import type { UserMetric } from "../metric/user-metric.ts";
import { Habits } from "./habits.ts";
import { createIdentity } from "./identity.ts";
import { describeLife, Lives, presences } from "./life.ts";
import { liveOn, type Plan } from "./live-on.ts";
import { drawPast } from "./past.ts";
import { Random } from "./random.ts";
import { toTime } from "../metric/units.ts";

interface CrowdOptions {
  count: number;
  seed: number;
  now: Date;
}

/** Synthetic users by number. What they do follows from the seed and the times passed in. */
export class Crowd {
  readonly count: number;
  readonly #seed: number;
  readonly #bornAtMs: number;
  readonly #lives: Lives;

  constructor({ count, seed, now }: CrowdOptions) {
    this.count = count;
    this.#seed = seed;
    this.#bornAtMs = now.getTime();
    this.#lives = new Lives(count);
  }

  /** Brings somebody into the world, with a past; answers what comes next for them. */
  begin(who: number): Plan {
    return drawPast(this.#lives.at(who), {
      habits: this.#habitsOf(who),
      random: this.#momentOf(who, 0),
      nowMs: this.#bornAtMs,
    });
  }

  /** Lets happen what comes next for somebody, adds what is to be told of it, and answers what comes then. */
  live(who: number, atMs: number, events: UserEvent[]): Plan {
    const life = this.#lives.at(who);
    const { userId, userName } = createIdentity(this.#seed, who);
    const laterMs = Math.max(atMs, life.toldAtMs + 1);
    return liveOn(life, {
      atMs: laterMs,
      habits: this.#habitsOf(who),
      random: this.#momentOf(who, life.momentsLived),
      tell: ({ type, data }) =>
        void events.push({ id: randomUUID(), type, userId, userName, data, timestamp: toTime(laterMs) }),
    });
  }

  /**
   * What is to be said of somebody now. Each description is later than the one before, by 1 ms where the clock is not.
   * Who is gone is described as of when they left, or the hub would take it that they are back.
   */
  describe(who: number, nowMs: number): UserMetric {
    const life = this.#lives.at(who);
    const atMs = Math.max(nowMs, life.lastActionAtMs, life.toldAtMs + 1);
    life.toldAtMs = atMs;
    return { ...createIdentity(this.#seed, who), ...describeLife(life, atMs) };
  }

  /** When somebody left for longer than a break; undefined while they are there. */
  goneSince(who: number): number | undefined {
    const life = this.#lives.at(who);
    return presences[life.presence] === "gone" ? life.lastActionAtMs : undefined;
  }

  #habitsOf(who: number): Habits {
    return new Habits({ seed: this.#seed, who, bornAtMs: this.#bornAtMs });
  }

  /** Steps of a stream from 1 on are moments; 0 is who somebody is, and those below are days. */
  #momentOf(who: number, momentsLived: number): Random {
    return new Random(this.#seed, who + 1, momentsLived + 1);
  }
}
