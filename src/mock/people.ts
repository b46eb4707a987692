import { randomUUID } from "node:crypto";
import type { MetricRecord } from "../metric/meta.ts";
import { Person } from "./person.ts";

/** A crowd of synthetic users. Who they are and what they do follows from the seed and the times passed in. */
export interface People {
  /** Those to whom something happened since they were last reported, by `step` or by `all`. */
  step(now: Date): MetricRecord[];
  /** Everybody. */
  all(now: Date): MetricRecord[];
}

export interface PeopleOptions {
  count: number;
  /** The same seed gives the same people, doing the same things. */
  seed: number;
  /** When the crowd is first looked at; by then each has been at work for up to 90 minutes. */
  now: Date;
}

export function createPeople({ count, seed, now }: PeopleOptions): People {
  const everybody = Array.from({ length: count }, (_, index) => new Person({ index, seed, nowMs: now.getTime() }));

  return {
    step: (at) => everybody.filter((person) => person.advance(at.getTime())).map((person) => toRecord(person, at)),
    all(at) {
      for (const person of everybody) person.advance(at.getTime());
      return everybody.map((person) => toRecord(person, at));
    },
  };
}

/** The id is random whatever the seed: a second run with the same seed makes new records, not repeated ones. */
function toRecord(person: Person, now: Date): MetricRecord {
  return {
    metric: person.describe(now.getTime()),
    meta: { id: randomUUID(), source: "mock", missing: {}, derived: [] },
  };
}
