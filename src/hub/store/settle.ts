import type { Arrival, LeaveReason } from "./store.ts";

/** What the store has of a user before a commit. */
export interface KnownUser {
  seq: number;
  version: string;
  observedAt: number;
  /** The last minute in which the user was counted as active, or as not telling; 0 for none. */
  countedMinute: CountedMinute;
  left: LeaveReason | undefined;
  metricJson: string;
  metaJson: string;
}

interface CountedMinute {
  active: number;
  unknown: number;
}

/** A user as he is after the commit. */
export interface UserRow extends KnownUser {
  userId: string;
  source: string;
  expiresAt: number;
}

/** One state in the past; `priorSeq` leads to the one before it, 0 where there is none. */
export interface HistoryRow {
  seq: number;
  priorSeq: number;
  userId: string;
  /** When the user was observed, or left. */
  at: number;
  /** Empty when the user left. */
  metricJson: string;
  metaJson: string;
}

/** Stands in place of the meta of a state whose source was forgotten; its metric is empty. */
export const forgottenMeta = "forgotten";

export type EventRow = Extract<Arrival, { type: "event" }> & { seq: number };
export type RunRow = Extract<Arrival, { type: "run" }> & { seq: number };

/** What is to be added to the counts of a minute. */
export interface MinuteDelta {
  users: number;
  active: number;
  unknown: number;
  events: number;
}

/** What the store has of those whom the arrivals name. */
export interface Known {
  users: ReadonlyMap<string, KnownUser>;
  eventIds: ReadonlySet<string>;
  /** Version of the last run, by target. */
  runs: ReadonlyMap<string, string>;
}

/** What a commit writes. */
export interface Settlement {
  seq: number;
  /** Same order as the arrivals. */
  accepted: boolean[];
  /** The source of each metric that came too late. */
  older: string[];
  users: ReadonlyMap<string, UserRow>;
  /** Users who stay longer, and nothing else about them changes. */
  kept: ReadonlyMap<string, number>;
  history: HistoryRow[];
  /** Next to each other in the sequence, so that a range stands for them when they are gone. */
  events: EventRow[];
  runs: RunRow[];
  minutes: ReadonlyMap<number, MinuteDelta>;
}

const minuteMs = 60_000;

/**
 * Decides what is new, in one place for all stores: old never overwrites new, the same again is a duplicate, whatever
 * is accepted takes the next `seq`. Pure: stores bring what they know and write what comes back.
 */
export function settle(arrivals: readonly Arrival[], known: Known, lastSeq: number): Settlement {
  const settling = new Settling(known, lastSeq);
  const accepted = arrivals.map((arrival) => arrival.type !== "event" && settling.take(arrival));
  for (const [index, arrival] of arrivals.entries())
    if (arrival.type === "event") accepted[index] = settling.takeEvent(arrival);
  return settling.result(accepted);
}

class Settling {
  readonly #known: Known;
  readonly #users = new Map<string, UserRow>();
  readonly #kept = new Map<string, number>();
  readonly #history: HistoryRow[] = [];
  readonly #events = new Map<string, EventRow>();
  readonly #runs = new Map<string, RunRow>();
  readonly #minutes = new Map<number, MinuteDelta>();
  readonly #older: string[] = [];
  #seq: number;

  constructor(known: Known, lastSeq: number) {
    this.#known = known;
    this.#seq = lastSeq;
  }

  take(arrival: Exclude<Arrival, { type: "event" }>): boolean {
    switch (arrival.type) {
      case "user":
        return this.#takeUser(arrival);
      case "left":
        return this.#takeLeaving(arrival);
      case "kept":
        return this.#keep(arrival);
      case "run":
        return this.#takeRun(arrival);
    }
  }

  takeEvent(arrival: Extract<Arrival, { type: "event" }>): boolean {
    if (this.#known.eventIds.has(arrival.id) || this.#events.has(arrival.id)) return false;

    this.#events.set(arrival.id, { ...arrival, seq: ++this.#seq });
    this.#minuteOf(arrival.at).events += 1;
    return true;
  }

  result(accepted: boolean[]): Settlement {
    return {
      seq: this.#seq,
      accepted,
      older: this.#older,
      users: this.#users,
      kept: this.#kept,
      history: this.#history,
      events: [...this.#events.values()],
      runs: [...this.#runs.values()],
      minutes: this.#minutes,
    };
  }

  #takeUser(arrival: Extract<Arrival, { type: "user" }>): boolean {
    const before = this.#latest(arrival.userId);
    if (before && !isNews(arrival, before)) {
      if (arrival.version < before.version) this.#older.push(arrival.source);
      return false;
    }

    const { userId, source, version, observedAt, expiresAt, metricJson, metaJson } = arrival;
    const countedMinute = this.#count(arrival, before);
    const seq = ++this.#seq;
    this.#enter(
      { seq, userId, source, version, observedAt, expiresAt, countedMinute, left: undefined, metricJson, metaJson },
      { priorSeq: before?.seq ?? 0, at: observedAt },
    );
    return true;
  }

  #takeLeaving({ userId, version, at, reason }: Extract<Arrival, { type: "left" }>): boolean {
    const before = this.#latest(userId);
    if (!before || before.left !== undefined || before.version > version) return false;

    const { observedAt, countedMinute } = before;
    const seq = ++this.#seq;
    this.#enter(
      {
        seq,
        userId,
        source: "",
        // What was observed before it, and comes late, does not bring the user back.
        version,
        observedAt,
        expiresAt: 0,
        countedMinute,
        left: reason,
        metricJson: "",
        metaJson: "",
      },
      { priorSeq: before.seq, at },
    );
    return true;
  }

  /** Nothing that a reader sees, so it takes no place in the sequence. */
  #keep({ userId, version, expiresAt }: Extract<Arrival, { type: "kept" }>): boolean {
    const before = this.#latest(userId);
    if (before && before.left === undefined && before.version === version && !this.#users.has(userId))
      this.#kept.set(userId, expiresAt);
    return false;
  }

  #takeRun(arrival: Extract<Arrival, { type: "run" }>): boolean {
    const version = this.#runs.get(arrival.target)?.version ?? this.#known.runs.get(arrival.target);
    if (version !== undefined && version >= arrival.version) return false;

    this.#runs.set(arrival.target, { ...arrival, seq: ++this.#seq });
    return true;
  }

  #latest(userId: string): KnownUser | undefined {
    return this.#users.get(userId) ?? this.#known.users.get(userId);
  }

  #enter(row: UserRow, { priorSeq, at }: Pick<HistoryRow, "priorSeq" | "at">): void {
    const { seq, userId, metricJson, metaJson } = row;
    this.#users.set(userId, row);
    this.#kept.delete(userId);
    this.#history.push({ seq, priorSeq, userId, at, metricJson, metaJson });
  }

  /** A user counts once a minute, and as active when he was so at any time of it. */
  #count({ observedAt, activity }: Extract<Arrival, { type: "user" }>, before: KnownUser | undefined): CountedMinute {
    const minute = toMinute(observedAt);
    const counts = this.#minuteOf(observedAt);
    const counted = { ...(before?.countedMinute ?? { active: 0, unknown: 0 }) };
    if (!before || toMinute(before.observedAt) < minute) counts.users += 1;
    if (activity === "idle" || counted[activity] >= minute) return counted;

    counts[activity] += 1;
    counted[activity] = minute;
    return counted;
  }

  #minuteOf(at: number): MinuteDelta {
    const minute = toMinute(at);
    const counts = this.#minutes.get(minute) ?? { users: 0, active: 0, unknown: 0, events: 0 };
    this.#minutes.set(minute, counts);
    return counts;
  }
}

export function toMinute(at: number): number {
  return Math.floor(at / minuteMs) * minuteMs;
}

function isNews(arrival: Extract<Arrival, { type: "user" }>, before: KnownUser): boolean {
  if (arrival.version !== before.version) return arrival.version > before.version;
  if (before.left !== undefined) return false;
  return arrival.metricJson !== before.metricJson || contentOf(arrival.metaJson) !== contentOf(before.metaJson);
}

/** Who sent it, and under which id, is not content: the same record by another road is still a duplicate. */
function contentOf(metaJson: string): string {
  const { id: _id, source: _source, ...content } = JSON.parse(metaJson) as Record<string, unknown>;
  return JSON.stringify(content);
}
