import type { Host } from "./host.ts";

/** Waits; not at all, or no longer, once the signal says so. */
export function pause(ms: number, { host, signal }: { host: Host; signal: AbortSignal }): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = host.after(Math.max(0, ms), end);
    signal.addEventListener("abort", end);
  });
}
