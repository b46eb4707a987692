import type { Arrival, Change, Position, Taken } from "./store/store.ts";
import { weightOf } from "./weight.ts";

/** Several commits of many, which readers who are nearly level may be behind. */
const weightKept = 8 * 1024 * 1024;

/** What was accepted, at its place. */
interface Entry {
  seq: number;
  arrival: Exclude<Arrival, { type: "kept" }>;
}

/**
 * The last stretch of the sequence, as it was committed here: it is what nearly all readers ask for, and what the store
 * would have to read back for them. Nothing is kept while nobody follows.
 */
export class RecentChanges {
  readonly #eventsKept: number;
  /** In the order of the sequence. */
  #entries: Entry[] = [];
  #weight = 0;
  #events = 0;
  /** All that came between these two places is here. */
  #from: number;
  #upTo: number;
  #followers = 0;

  /** `eventsKept` is how many the store keeps: where more have come, it knows what is missing. */
  constructor({ seq, eventsKept }: { seq: number; eventsKept: number }) {
    this.#from = seq;
    this.#upTo = seq;
    this.#eventsKept = eventsKept;
  }

  /** Returns what ends it. */
  follow(): () => void {
    this.#followers += 1;
    return () => void (this.#followers -= 1);
  }

  /** What became of arrivals, commit by commit. */
  add(arrivals: readonly Arrival[], taken: Taken): void {
    if (this.#followers === 0) return this.skipTo(taken.seq);
    const entries = toEntries(arrivals, taken);
    // Another hub may have come between, or have been noticed before.
    if (taken.seq - entries.length !== this.#upTo) return this.skipTo(taken.seq);

    this.#upTo = taken.seq;
    for (const entry of entries) this.#put(entry);
    // Half of it at a time, since it is made anew each time.
    if (this.#weight > weightKept) this.#drop(Math.ceil(this.#entries.length / 2));
    if (this.#events > this.#eventsKept) this.#drop(this.#placesOfEvents().at(-this.#eventsKept / 2 - 1)! + 1);
  }

  /** What came up to there is not known here. */
  skipTo(seq: number): void {
    if (seq <= this.#upTo) return;
    this.#upTo = seq;
    this.clear();
  }

  /** Only the store knows what it has dropped. */
  clear(): void {
    this.#entries = [];
    this.#weight = 0;
    this.#events = 0;
    this.#from = this.#upTo;
  }

  /**
   * What the store would say, at most `limit` changes after a position; undefined where only the store can, as where
   * nothing has come here since.
   */
  after(position: Position, limit: number): Change[] | undefined {
    if (position.seq < this.#from || position.seq >= this.#upTo) return undefined;

    const changes: Change[] = [];
    const seen = { user: new Set<string>(), run: new Set<string>() };
    // From the end: it is near, and of a user or target the last counts.
    for (let index = this.#entries.length - 1; index >= 0; index -= 1) {
      const { seq, arrival } = this.#entries[index]!;
      if (seq <= position.seq) break;
      if (isNew(arrival, seen) && !isOver(arrival, seq, position)) changes.push(toChange(arrival, seq));
    }
    return changes.slice(-limit).toReversed();
  }

  #put(entry: Entry): void {
    this.#entries.push(entry);
    this.#weight += weightOf(entry.arrival);
    if (entry.arrival.type === "event") this.#events += 1;
  }

  /** From the front. */
  #drop(count: number): void {
    const [dropped, kept] = [this.#entries.slice(0, count), this.#entries.slice(count)];
    this.clear();
    this.#from = dropped.at(-1)!.seq;
    for (const entry of kept) this.#put(entry);
  }

  #placesOfEvents(): number[] {
    return this.#entries.flatMap(({ arrival }, place) => (arrival.type === "event" ? [place] : []));
  }
}

/** A store gives events the places behind all else that came with them. */
function toEntries(arrivals: readonly Arrival[], { seq, accepted }: Taken): Entry[] {
  const taken = arrivals.filter((_, index) => accepted[index]) as Entry["arrival"][];
  const before = seq - taken.length;
  const inOrder = [...taken.filter(({ type }) => type !== "event"), ...taken.filter(({ type }) => type === "event")];
  return inOrder.map((arrival, index) => ({ seq: before + index + 1, arrival }));
}

function isNew(arrival: Entry["arrival"], seen: Record<"user" | "run", Set<string>>): boolean {
  switch (arrival.type) {
    case "event":
      return true;
    case "run":
      return isAdded(seen.run, arrival.target);
    default:
      return isAdded(seen.user, arrival.userId);
  }
}

function isAdded(names: Set<string>, name: string): boolean {
  const before = names.size;
  return names.add(name).size > before;
}

/** Before the reader came, who wants the rest as it is now. */
function isOver({ type }: Arrival, seq: number, { eventsAfter, leftAfter }: Position): boolean {
  return (type === "event" && seq <= eventsAfter) || (type === "left" && seq <= leftAfter);
}

function toChange(arrival: Entry["arrival"], seq: number): Change {
  switch (arrival.type) {
    case "user": {
      const { type, userId, metricJson, metaJson } = arrival;
      return { type, seq, userId, metricJson, metaJson };
    }
    case "left": {
      const { type, userId, reason } = arrival;
      return { type, seq, userId, reason };
    }
    case "event":
      return { type: arrival.type, seq, eventJson: arrival.eventJson };
    case "run":
      return { type: arrival.type, seq, runJson: arrival.runJson };
  }
}
