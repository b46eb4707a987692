import { toDurationText } from "../duration.ts";
import { PageError } from "../errors.ts";

/** Waits for a browser operation at most so long, then throws LM_PAGE_TIMEOUT. Stopping the work is the caller's part. */
export async function withDeadline<T>(work: Promise<T>, { ms, what }: { ms: number; what: string }): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(toTimeout(what, ms)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for something that others wait for too, until `signal` aborts; then throws its reason. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

export function toTimeout(what: string, ms: number): PageError {
  return new PageError(`${what} took longer than ${toDurationText(ms)} and was stopped`, { code: "LM_PAGE_TIMEOUT" });
}
