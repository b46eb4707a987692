/** What the client takes from where it runs. */
export interface Host {
  /** Epoch milliseconds: what people call the time, which may be set. */
  now: () => number;
  /** Milliseconds by a clock that nobody sets; it may stand still while the machine sleeps. */
  elapsed: () => number;
  /** From 0 up to but not including 1. */
  random: () => number;
  /** Calls later, unless what it returns is called first. */
  after: (ms: number, run: () => void) => () => void;
  /** The same, but keeps no Node process alive for it. */
  afterIfAlive: (ms: number, run: () => void) => () => void;
}

export const thisHost: Host = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  random: () => Math.random(),
  after: (ms, run) => toCancel(setTimeout(run, ms)),
  afterIfAlive(ms, run) {
    const timer: unknown = setTimeout(run, ms);
    // A browser's timer is a number.
    (timer as { unref?: () => void }).unref?.();
    return toCancel(timer as ReturnType<typeof setTimeout>);
  },
};

function toCancel(timer: ReturnType<typeof setTimeout>): () => void {
  return () => clearTimeout(timer);
}

/**
 * Reads an address as a page means it: one without a host counts from where the page is. Throws where it is none, or holds a
 * password: requests cannot carry it, and what is said of them would show it.
 */
export function toUrl(address: string | URL): URL {
  const url = new URL(address, (globalThis as { location?: { href: string } }).location?.href);
  if (url.username || url.password)
    throw new TypeError("An address with a user or password cannot be asked; give a key");
  return url;
}

/** A timer that is to wait longer than 24 days does not wait at all, and waits grow sixfold. */
const longestWaitMs = 86_400_000;

/** The milliseconds that were asked for, at most a day; the usual ones where it is no time that can be waited for. */
export function toWaitMs(ms = 0, usualMs: number): number {
  return ms > 0 ? Math.min(ms, longestWaitMs) : usualMs;
}
