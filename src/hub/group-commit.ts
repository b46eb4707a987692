import { setImmediate as nextTurn } from "node:timers/promises";
import { BusyError } from "./busy-error.ts";
import type { Arrival, Taken } from "./store/store.ts";
import { weightOf } from "./weight.ts";

/** A sync costs the same for one arrival as for many; beyond this many the readers would wait too long for theirs. */
const arrivalsPerCommit = 5_000;
/** So many are worth a commit of their own, and do not wait for the rest of their tick. */
const arrivalsWorthACommit = 500;
/** A disk that cannot keep up must not fill the memory instead. */
const weightWaiting = 64 * 1024 * 1024;

interface Request {
  arrivals: readonly Arrival[];
  weight: number;
  done: PromiseWithResolvers<Taken>;
}

export interface GroupCommitOptions {
  commit: (arrivals: readonly Arrival[]) => Promise<Taken>;
  /** How many commits the store takes before it is done with the first of them. */
  commitsAhead: number;
  /** What may wait at most; see `weightOf`. */
  capacity?: number;
}

/**
 * Lets requests of one tick share one commit, and so one sync; those that come while it is under way share the next, which
 * begins before anything else is done about the first. Each gets its own answer, once that is on disk. A store that
 * takes commits ahead gets many at once without waiting for its turn here: it would wait for a thread that is busy.
 */
export class GroupCommit {
  readonly #commit: GroupCommitOptions["commit"];
  readonly #commitsAhead: number;
  readonly #capacity: number;
  #drains = 0;
  #drained = Promise.resolve();
  #waiting: Request[] = [];
  #weightWaiting = 0;
  #arrivalsWaiting = 0;

  constructor({ commit, commitsAhead, capacity = weightWaiting }: GroupCommitOptions) {
    this.#commit = commit;
    this.#commitsAhead = commitsAhead;
    this.#capacity = capacity;
  }

  /** Rejects with a BusyError while too much is waiting. */
  async add(arrivals: readonly Arrival[]): Promise<Taken> {
    if (this.#weightWaiting > this.#capacity) throw new BusyError();
    const done = Promise.withResolvers<Taken>();
    const weight = arrivals.reduce((sum, arrival) => sum + weightOf(arrival), 0);
    this.#waiting.push({ arrivals, weight, done });
    this.#weightWaiting += weight;
    this.#arrivalsWaiting += arrivals.length;
    if (this.#drains === 0 || (this.#isMany && this.#drains < this.#commitsAhead)) this.#startDraining();
    return done.promise;
  }

  /** Resolves when nothing is waiting. */
  async idle(): Promise<void> {
    while (this.#drains > 0) await this.#drained;
  }

  get #isMany(): boolean {
    return this.#arrivalsWaiting >= arrivalsWorthACommit;
  }

  #startDraining(): void {
    const drainedBefore = this.#drained;
    this.#drains += 1;
    this.#drained = this.#drain().then(() => drainedBefore);
  }

  async #drain(): Promise<void> {
    if (!this.#isMany) await nextTurn();
    // What is not worth a commit of its own is left to whoever is still draining.
    while (this.#waiting.length > 0 && (this.#isMany || this.#drains === 1)) await this.#commitGroup(this.#takeGroup());
    this.#drains -= 1;
  }

  #takeGroup(): Request[] {
    let size = 0;
    const end = this.#waiting.findIndex(({ arrivals }) => (size += arrivals.length) > arrivalsPerCommit);
    const group = this.#waiting.splice(0, end === -1 ? Infinity : Math.max(1, end));
    for (const { arrivals, weight } of group) {
      this.#weightWaiting -= weight;
      this.#arrivalsWaiting -= arrivals.length;
    }
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
