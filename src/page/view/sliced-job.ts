/** Work that can be put down: it yields wherever it may rest. */
export type SlicedWork<Result> = Generator<undefined, Result>;

/** So many users are looked at between two rests: that takes well under a millisecond. */
export const stepLength = 512;

/** Looks at each item, and may rest on the way. Walks by index: an iterator makes an object for each. */
export function* eachInSteps<Item>(items: readonly Item[], look: (item: Item) => void): SlicedWork<void> {
  for (let start = 0; start < items.length; start += stepLength) {
    yield;
    const end = Math.min(start + stepLength, items.length);
    for (let index = start; index < end; index += 1) look(items[index]!);
  }
}

/** A task of this length leaves a frame time to be drawn. */
const sliceMs = 8;

/** One piece of work at a time: at once where one slice is enough, else the rest of it in later tasks. */
export class SlicedJob {
  #underWay: AbortController | undefined;

  get isUnderWay(): boolean {
    return this.#underWay !== undefined;
  }

  /** Takes the place of what is under way. */
  start(work: SlicedWork<void>): void {
    this.stop();
    if (workOneSlice(work)) return;
    const stopped = new AbortController();
    this.#underWay = stopped;
    void this.#finish(work, stopped);
  }

  /** What is under way stays undone. */
  stop(): void {
    this.#underWay?.abort();
    this.#underWay = undefined;
  }

  async #finish(work: SlicedWork<void>, underWay: AbortController): Promise<void> {
    do await nextTask();
    while (!underWay.signal.aborted && !workOneSlice(work));
    if (this.#underWay === underWay) this.#underWay = undefined;
  }
}

/** Returns whether the work is done. */
function workOneSlice(work: SlicedWork<void>): boolean {
  const endsAt = performance.now() + sliceMs;
  do if (work.next().done) return true;
  while (performance.now() < endsAt);
  return false;
}

/** Not every browser has one, and no program outside of browsers. */
const { scheduler } = globalThis as { scheduler?: { postTask(task: () => void): Promise<void> } };

/**
 * Timers wait for 4 ms when they are nested; these two do not. A channel is much to let go of: with many in a second the
 * collection of garbage alone held a frame up.
 */
async function nextTask(): Promise<void> {
  if (scheduler) return scheduler.postTask(() => {});

  const { port1, port2 } = new MessageChannel();
  await new Promise<void>((resolve) => {
    port1.addEventListener("message", () => resolve(), { once: true });
    port1.start();
    port2.postMessage(undefined);
  });
  port1.close();
}
