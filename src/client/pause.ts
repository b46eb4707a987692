import type { Host } from "./host.ts";

/** Waits; not at all, or no longer, once the signal says so. */
export async function pause(ms: number, { host, signal }: { host: Host; signal: AbortSignal }): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = (): void => resolve();
  const cancel = host.after(Math.max(0, ms), end);
  signal.addEventListener("abort", end);
  await promise;
  signal.removeEventListener("abort", end);
  cancel();
}
