import type { Arrival, Commit } from "./store/store.ts";

/** A sync costs the same for one arrival as for many; beyond this many the readers would wait too long for theirs. */
const arrivalsPerCommit = 5_000;

interface Request {
  arrivals: readonly Arrival[];
  done: PromiseWithResolvers<Commit>;
}

/** Lets requests of one tick share one commit, and so one sync. Each gets its own answer, once that is on disk. */
export class GroupCommit {
  readonly #commit: (arrivals: readonly Arrival[]) => Promise<Commit>;
  #waiting: Request[] = [];
  #draining: Promise<void> | undefined;

  constructor(commit: (arrivals: readonly Arrival[]) => Promise<Commit>) {
    this.#commit = commit;
  }

  add(arrivals: readonly Arrival[]): Promise<Commit> {
    const done = Promise.withResolvers<Commit>();
    this.#waiting.push({ arrivals, done });
    this.#draining ??= this.#drain();
    return done.promise;
  }

  /** Resolves when nothing is waiting. */
  async idle(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.#commitGroup(this.#takeGroup());
    }
    this.#draining = undefined;
  }

  #takeGroup(): Request[] {
    let size = 0;
    const end = this.#waiting.findIndex(({ arrivals }) => (size += arrivals.length) > arrivalsPerCommit);
    return this.#waiting.splice(0, end === -1 ? Infinity : Math.max(1, end));
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
