import { BusyError } from "./busy-error.ts";
import type { Arrival, Taken } from "./store/store.ts";

/** A sync costs the same for one arrival as for many; beyond this many the readers would wait too long for theirs. */
const arrivalsPerCommit = 5_000;
/** A disk that cannot keep up must not fill the memory instead. */
const charactersWaiting = 64 * 1024 * 1024;

interface Request {
  arrivals: readonly Arrival[];
  size: number;
  done: PromiseWithResolvers<Taken>;
}

/**
 * Lets requests of one tick share one commit, and so one sync; those that come while it is under way share the next, which
 * begins before anything else is done about the first. Each gets its own answer, once that is on disk.
 */
export class GroupCommit {
  readonly #commit: (arrivals: readonly Arrival[]) => Promise<Taken>;
  readonly #capacity: number;
  #waiting: Request[] = [];
  #waitingSize = 0;
  #draining: Promise<void> | undefined;

  constructor(commit: (arrivals: readonly Arrival[]) => Promise<Taken>, capacity = charactersWaiting) {
    this.#commit = commit;
    this.#capacity = capacity;
  }

  /** Rejects with a BusyError while too much is waiting. */
  async add(arrivals: readonly Arrival[]): Promise<Taken> {
    if (this.#waitingSize > this.#capacity) throw new BusyError();
    const done = Promise.withResolvers<Taken>();
    const size = arrivals.reduce((sum, arrival) => sum + sizeOf(arrival), 0);
    this.#waiting.push({ arrivals, size, done });
    this.#waitingSize += size;
    this.#draining ??= this.#drain();
    return done.promise;
  }

  /** Resolves when nothing is waiting. */
  async idle(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#commitGroup(this.#takeGroup());
    this.#draining = undefined;
  }

  #takeGroup(): Request[] {
    let size = 0;
    const end = this.#waiting.findIndex(({ arrivals }) => (size += arrivals.length) > arrivalsPerCommit);
    const group = this.#waiting.splice(0, end === -1 ? Infinity : Math.max(1, end));
    this.#waitingSize -= group.reduce((sum, { size }) => sum + size, 0);
    return group;
  }

  async #commitGroup(group: Request[]): Promise<void> {
    try {
      const { seq, accepted } = await this.#commit(group.flatMap(({ arrivals }) => arrivals));
      let start = 0;
      for (const { arrivals, done } of group) {
        done.resolve({ seq, accepted: accepted.slice(start, start + arrivals.length) });
        start += arrivals.length;
      }
    } catch (error) {
      for (const { done } of group) done.reject(error);
    }
  }
}

/** Roughly, in characters: what a record weighs is its text. */
function sizeOf(arrival: Arrival): number {
  switch (arrival.type) {
    case "user":
      return arrival.metricJson.length + arrival.metaJson.length;
    case "event":
      return arrival.eventJson.length;
    case "run":
      return arrival.runJson.length;
    default:
      return arrival.userId.length;
  }
}
