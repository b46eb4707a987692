/**
 * Calls when the page comes back, or the network does: timers may have been held back meanwhile. `isCertain` when all
 * connections are known to be gone, as after a stay in the browser's back-forward cache.
 */
export function onWake(react: (isCertain: boolean) => void, signal: AbortSignal): void {
  // Node has neither.
  const { addEventListener, document } = globalThis as Partial<Window & typeof globalThis>;
  const wake = (event: Event & { persisted?: boolean }): void => {
    // Who is hidden has time until he is shown.
    if (!document?.hidden) react(!!event.persisted);
  };
  for (const type of ["visibilitychange", "online", "pageshow"]) addEventListener?.(type, wake, { signal });
}
