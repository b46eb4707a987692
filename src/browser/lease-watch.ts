import { toTimeout } from "./deadline.ts";

interface Limits {
  /** The caller's wish to stop. */
  signal: AbortSignal;
  /** Aborts with the reason when the page is of no use any more. */
  broken: AbortSignal;
  deadlineMs: number;
}

/** Calls `stop` with each reason to end a lease, until the function it returns is called. */
export function watchLease({ signal, broken, deadlineMs }: Limits, stop: (reason: unknown) => void): () => void {
  const timer = setTimeout(() => stop(toTimeout("Reading the page", deadlineMs)), deadlineMs);
  const onAbort = (): void => stop(signal.reason);
  const onBroken = (): void => stop(broken.reason);
  signal.addEventListener("abort", onAbort);
  broken.addEventListener("abort", onBroken);
  if (signal.aborted) onAbort();
  if (broken.aborted) onBroken();

  return () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    broken.removeEventListener("abort", onBroken);
  };
}
