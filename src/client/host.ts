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
  /** The same for what is not worth keeping a Node process alive. */
  afterwards: (ms: number, run: () => void) => () => void;
}

export const thisHost: Host = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  random: () => Math.random(),
  after: (ms, run) => toCancel(setTimeout(run, ms)),
  afterwards(ms, run) {
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
export function toUrl(address: string): URL {
  const url = new URL(address, (globalThis as { location?: { href: string } }).location?.href);
  if (url.username || url.password)
    throw new TypeError("An address with a user or password cannot be asked; give a key as an option instead");
  return url;
}
