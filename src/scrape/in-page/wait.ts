/** Resolves with true as soon as `check` holds, with false when the time is over. A check that holds now costs no wait. */
export function waitUntil(check: () => boolean, timeoutMs: number): boolean | Promise<boolean> {
  if (check()) return true;
  if (timeoutMs === 0) return false;

  return new Promise((resolve) => {
    const finish = (held: boolean): void => {
      observer.disconnect();
      clearTimeout(timer);
      clearInterval(pulse);
      resolve(held);
    };
    let lookedAt = performance.now();
    const look = (): void => {
      lookedAt = performance.now();
      if (check()) finish(true);
    };
    // A page that never rests must not keep us looking all the time.
    const observer = new MutationObserver(() => {
      if (performance.now() - lookedAt >= 10) look();
    });
    // What happens in shadow roots and frames, and how long rows have stood still, no observer tells.
    const pulse = setInterval(look, 50);
    const timer = setTimeout(() => finish(check()), timeoutMs);
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
}
