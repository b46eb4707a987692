import type { Log } from "../../log.ts";
import type { CredentialStore } from "../store/store.ts";
import type { Principal } from "./principal.ts";

const lookAtKeysEveryMs = 5_000;
/** Timers hold 31 bits; what is further off is looked at again then. */
const longestTimerMs = 2 ** 31 - 1;

interface WatcherOptions {
  credentials: CredentialStore;
  log: Log;
  now: () => number;
  everyMs?: number;
}

/** Ends connections whose principal counts no more: tokens and sessions by their time, keys when they are revoked. */
export class Watcher {
  readonly #credentials: CredentialStore;
  readonly #log: Log;
  readonly #now: () => number;
  /** What ends when a key does. One question a key, however many connections it holds. */
  readonly #endsByKey = new Map<string, Set<() => void>>();
  readonly #timer: NodeJS.Timeout;

  constructor({ credentials, log, now, everyMs = lookAtKeysEveryMs }: WatcherOptions) {
    this.#credentials = credentials;
    this.#log = log;
    this.#now = now;
    this.#timer = setInterval(() => void this.#lookAtKeys(), everyMs);
  }

  watch({ expiresAt, keyId }: Principal, end: () => void): () => void {
    const stopClock = expiresAt === undefined ? () => {} : this.#endAt(expiresAt, end);
    if (keyId === undefined) return stopClock;

    const ends = this.#endsByKey.get(keyId) ?? new Set();
    this.#endsByKey.set(keyId, ends.add(end));
    return () => {
      stopClock();
      ends.delete(end);
      if (ends.size === 0) this.#endsByKey.delete(keyId);
    };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #endAt(at: number, end: () => void): () => void {
    let timer: NodeJS.Timeout | undefined;
    const wait = (): void => {
      const leftMs = at - this.#now();
      if (leftMs <= 0) end();
      else timer = setTimeout(wait, Math.min(leftMs, longestTimerMs));
    };
    wait();
    return () => clearTimeout(timer);
  }

  async #lookAtKeys(): Promise<void> {
    for (const [keyId, ends] of this.#endsByKey) {
      try {
        const key = await this.#credentials.findKey(keyId);
        if (key && key.revokedAt === undefined) continue;
        for (const end of ends) end();
      } catch (cause) {
        this.#log.debug("Whether a key was revoked could not be found out", { key: keyId, cause });
      }
    }
  }
}
