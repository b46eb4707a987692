import { randomUUID } from "node:crypto";
import type { UserEvent } from "../metric/event.ts";
import type { MetricRecord } from "../metric/meta.ts";
import type { UserMetric } from "../metric/user-metric.ts";
import { Crowd } from "./crowd.ts";
import { liveAtOwnPace } from "./own-pace.ts";
import { liveAtRate } from "./set-rate.ts";

/** What happened to a crowd since it was last looked at. */
export interface Step {
  records: MetricRecord[];
  /** In order of time. They are to be told after the records: who is gone has been described before. */
  events: UserEvent[];
}

/** A crowd of synthetic users. Who they are and what they do follows from the seed and the times passed in. */
export interface People {
  /** Those to whom something happened since the last look, and what. */
  step(now: Date): Step;
  /** Everybody, one by one. A later `step` does not tell what happened before. */
  all(now: Date): Iterable<MetricRecord>;
}

export interface PeopleOptions {
  /** Up to a million. */
  count: number;
  /** The same seed gives the same people, doing the same things. */
  seed: number;
  /** When the crowd is first looked at; each has a past by then. */
  now: Date;
  /**
   * Records a second, spread evenly over time and over those who are at work; up to 1,000 for each of the crowd. Without
   * it, each acts at a pace of their own, and a step has one record of each who did anything.
   */
  rate?: number | undefined;
}

export const maximumPeople = 1_000_000;

/** The times of one user differ by 1 ms at least. */
export const maximumRateEach = 1_000;

export function createPeople({ count, seed, now, rate }: PeopleOptions): People {
  const crowd = new Crowd({ count, seed, now });
  const liveUntil = rate === undefined ? liveAtOwnPace(crowd) : liveAtRate(crowd, { rate, from: now });

  return {
    step(at) {
      const { metrics, events } = liveUntil(at.getTime());
      return { records: Array.from(metrics, toRecord), events };
    },
    all(at) {
      liveUntil(at.getTime());
      return describeAll(crowd, at).map(toRecord);
    },
  };
}

function* describeAll(crowd: Crowd, at: Date): Generator<UserMetric> {
  for (let who = 0; who < crowd.count; who += 1) yield crowd.describe(who, at.getTime());
}

/** The id is random whatever the seed: a second run with the same seed makes new records, not repeated ones. */
function toRecord(metric: UserMetric): MetricRecord {
  return { metric, meta: { id: randomUUID(), source: "mock", missing: {}, derived: [] } };
}
