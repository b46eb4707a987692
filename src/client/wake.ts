interface EventTargetLike {
  addEventListener?: EventTarget["addEventListener"];
  removeEventListener?: EventTarget["removeEventListener"];
}

/**
 * Calls when the page comes back, or the network does: timers may have been held back meanwhile. `isCertain` when all
 * connections are known to be gone, as after a stay in the browser's back-forward cache. Returns what ends it.
 */
export function onWake(react: (isCertain: boolean) => void): () => void {
  const { document } = globalThis as { document?: Document };
  const host = globalThis as EventTargetLike;
  const shown = (): void => {
    if (document?.visibilityState === "visible") react(false);
  };
  const online = (): void => react(false);
  const restored = (event: Event): void => {
    if ((event as PageTransitionEvent).persisted) react(true);
  };

  // Node has none of these.
  document?.addEventListener("visibilitychange", shown);
  host.addEventListener?.("online", online);
  host.addEventListener?.("pageshow", restored);
  return () => {
    document?.removeEventListener("visibilitychange", shown);
    host.removeEventListener?.("online", online);
    host.removeEventListener?.("pageshow", restored);
  };
}
