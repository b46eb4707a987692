/** Work that can be put down: it yields wherever it may rest. */
export type SlicedWork<Result> = Generator<undefined, Result>;

/** A task of this length leaves a frame time to be drawn. */
const sliceMs = 8;

/** Does the work as far as it gets in one slice, and the rest in later ones; undefined when it was aborted. */
export async function workInSlices<Result>(work: SlicedWork<Result>, signal: AbortSignal): Promise<Result | undefined> {
  while (!signal.aborted) {
    const result = workOneSlice(work);
    if (result) return result.value;
    await nextTask();
  }
  return undefined;
}

/** The result where one slice was enough. */
export function workOneSlice<Result>(work: SlicedWork<Result>): { value: Result } | undefined {
  const endsAt = performance.now() + sliceMs;
  do {
    const step = work.next();
    if (step.done) return { value: step.value };
  } while (performance.now() < endsAt);
  return undefined;
}

/** Timers wait for 4 ms when they are nested; a message does not. */
async function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  await new Promise<void>((resolve) => {
    port1.addEventListener("message", () => resolve(), { once: true });
    port1.start();
    port2.postMessage(undefined);
  });
  port1.close();
}
