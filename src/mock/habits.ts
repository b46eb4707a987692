import { Random } from "./random.ts";
import { days, hours, minutes } from "./units.ts";

/** A stretch of a person's day that is spent in the app, in one session. */
export interface Visit {
  startsAtMs: number;
  endsAtMs: number;
}

/** How somebody uses the app: all day, all day and in the evening, or for minutes every few days. */
type Use = "ordinary" | "heavy" | "rare";

interface HabitsOptions {
  seed: number;
  /** The person's number, from 0. */
  who: number;
  /** When the crowd is first looked at: the first person is at work then, the others are wherever they live. */
  bornAtMs: number;
}

/** When a person is there. A day follows from the options and its date alone, whatever was before it. */
export class Habits {
  /** How much longer than others this person takes from one action to the next. */
  readonly pace: number;
  readonly #seed: number;
  readonly #who: number;
  readonly #use: Use;
  readonly #zoneMs: number;

  constructor({ seed, who, bornAtMs }: HabitsOptions) {
    this.pace = 0.7 + ((who * paceStride) % 16) / 10;
    this.#seed = seed;
    this.#who = who;
    this.#use = uses[who % uses.length]!;
    this.#zoneMs = zoneOf(who, bornAtMs) * hours;
  }

  /** The visit under way at that time, or the last one before it. */
  lastVisit(atMs: number): Visit {
    for (let day = this.#dayOf(atMs); ; day -= 1) {
      const visit = this.#visitsOn(day).findLast(({ startsAtMs }) => startsAtMs <= atMs);
      if (visit) return visit;
    }
  }

  /** The first visit that begins after that time. */
  nextVisit(atMs: number): Visit {
    for (let day = this.#dayOf(atMs); ; day += 1) {
      const visit = this.#visitsOn(day).find(({ startsAtMs }) => startsAtMs > atMs);
      if (visit) return visit;
    }
  }

  #dayOf(atMs: number): number {
    return Math.floor((atMs + this.#zoneMs) / days);
  }

  #visitsOn(day: number): Visit[] {
    if (this.#use === "rare" && (day + this.#who) % rareEveryDays !== 0) return [];

    // Steps below 0 are days; those from 1 on are the moments of a life.
    const random = new Random(this.#seed, this.#who + 1, -1 - day);
    const midnightMs = day * days - this.#zoneMs;
    return planDay(this.#use, random).map(({ startsAtMs, endsAtMs }) => ({
      startsAtMs: midnightMs + startsAtMs,
      endsAtMs: midnightMs + endsAtMs,
    }));
  }
}

/** Of seven people who follow one another; the first must not be one who is rarely there. */
const uses: readonly Use[] = ["ordinary", "heavy", "ordinary", "ordinary", "heavy", "ordinary", "rare"];

const rareEveryDays = 3;

/** An odd number, so that 16 people who follow one another have 16 paces. */
const paceStride = 7;

/**
 * Hours east of the first person that those who follow one another live: most where it is day with them, so that there
 * is a day and a night, and some all around the world, so that the night is not empty.
 */
const hoursEast = [0, 5, 14, 2, 9, 4, 18, 1, 6, 21, 3, 11];

/** Hours ahead of UTC. Whenever one begins to look, it is between ten and eleven where the first person lives. */
function zoneOf(who: number, bornAtMs: number): number {
  const bornHour = Math.floor(bornAtMs / hours) % 24;
  return ((10 - bornHour + hoursEast[who % hoursEast.length]! + 36) % 24) - 12;
}

/** In milliseconds after midnight, which no visit crosses. */
function planDay(use: Use, random: Random): Visit[] {
  if (use === "rare") {
    const startsAtMs = random.integer(7 * hours, 21 * hours);
    return [{ startsAtMs, endsAtMs: startsAtMs + random.integer(8 * minutes, 45 * minutes) }];
  }

  const lunchAtMs = random.integer(12 * hours, 13.25 * hours);
  const office = [
    ...split({ startsAtMs: random.integer(7.5 * hours, 9.5 * hours), endsAtMs: lunchAtMs }, random),
    ...split(
      {
        startsAtMs: lunchAtMs + random.integer(30 * minutes, 60 * minutes),
        endsAtMs: random.integer(16.5 * hours, 19 * hours),
      },
      random,
    ),
  ];
  if (use === "ordinary") return office;

  const startsAtMs = random.integer(19.5 * hours, 20.5 * hours);
  return [...office, { startsAtMs, endsAtMs: startsAtMs + random.integer(40 * minutes, 120 * minutes) }];
}

/** A stretch of work as sessions with breaks between them. */
function split({ startsAtMs, endsAtMs }: Visit, random: Random): Visit[] {
  const visits: Visit[] = [];
  for (let fromMs = startsAtMs; fromMs < endsAtMs - shortestVisitMs;) {
    const toMs = Math.min(fromMs + random.integer(45 * minutes, 140 * minutes), endsAtMs);
    visits.push({ startsAtMs: fromMs, endsAtMs: toMs });
    fromMs = toMs + random.integer(4 * minutes, 18 * minutes);
  }
  return visits;
}

const shortestVisitMs = 8 * minutes;
