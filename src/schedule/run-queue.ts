import PQueue from "p-queue";

/** How many runs go at a time, in all and against one origin. */
const atOnce = 2;
const atOnceAnOrigin = 1;

export interface RunQueue {
  /** Waits for a free place, then runs; the time waited is not run time. */
  add<T>(origin: string, run: () => Promise<T>): Promise<T>;
}

export function createRunQueue(): RunQueue {
  const all = new PQueue({ concurrency: atOnce });
  const origins = new Map<string, PQueue>();

  return {
    add<T>(origin: string, run: () => Promise<T>): Promise<T> {
      const queue = origins.get(origin) ?? new PQueue({ concurrency: atOnceAnOrigin });
      origins.set(origin, queue);
      // The origin's place is taken first: a run that waits for a slow app must not hold one of the common places.
      return queue.add(() => all.add(run));
    },
  };
}
