import type { Log } from "../../log.ts";
import type { CredentialStore } from "../store/store.ts";
import type { Principal } from "./principal.ts";

const lookEveryMs = 2_000;
/** Timers hold 31 bits; what is further off is looked at again then. */
const longestTimerMs = 2 ** 31 - 1;

interface WatcherOptions {
  credentials: CredentialStore;
  log: Log;
  now: () => number;
  everyMs?: number;
}

type Ends = Map<string, Set<() => void>>;

/** Ends connections whose principal counts no more: by time, when a key is revoked, when a session is signed out. */
export class Watcher {
  readonly #credentials: CredentialStore;
  readonly #log: Log;
  readonly #now: () => number;
  /** What ends with a key, and with a session. One question each, however many connections it holds. */
  readonly #endsByKey: Ends = new Map();
  readonly #endsBySession: Ends = new Map();
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | undefined;
  #isBlind = false;

  constructor({ credentials, log, now, everyMs = lookEveryMs }: WatcherOptions) {
    this.#credentials = credentials;
    this.#log = log;
    this.#now = now;
    // A store that takes long to answer is not asked again meanwhile.
    this.#timer = setInterval(() => void (this.#looking ??= this.#look()), everyMs).unref();
  }

  watch({ expiresAt, keyId, session }: Principal, end: () => void): () => void {
    const undo = [
      expiresAt === undefined ? undefined : this.#endAt(expiresAt, end),
      keyId === undefined ? undefined : addTo(this.#endsByKey, keyId, end),
      session === undefined ? undefined : addTo(this.#endsBySession, session, end),
    ];
    return () => undo.forEach((one) => one?.());
  }

  /** Resolves when the store is not asked any more. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  #endAt(at: number, end: () => void): () => void {
    let timer: NodeJS.Timeout | undefined;
    const wait = (): void => {
      const leftMs = at - this.#now();
      if (leftMs <= 0) end();
      else timer = setTimeout(wait, Math.min(leftMs, longestTimerMs)).unref();
    };
    // Not within the call: who asks has not got hold of what stops it yet.
    timer = setTimeout(wait, 0);
    return () => clearTimeout(timer);
  }

  async #look(): Promise<void> {
    try {
      for (const id of this.#endsByKey.keys()) {
        const key = await this.#credentials.findKey(id);
        if (!key || key.revokedAt !== undefined) endAll(this.#endsByKey, id);
      }
      for (const hash of this.#endsBySession.keys())
        if (!(await this.#credentials.findGrant(hash))) endAll(this.#endsBySession, hash);
      this.#isBlind = false;
    } catch (cause) {
      // Who comes now is not let in either; what is open is looked at again when the store can be read.
      if (!this.#isBlind) this.#log.warn("Whether keys in use were revoked could not be found out", { cause });
      this.#isBlind = true;
    }
    this.#looking = undefined;
  }
}

function addTo(ends: Ends, id: string, end: () => void): () => void {
  // A function of its own, so that one that is watched twice is ended twice.
  const ender = (): void => end();
  const enders = ends.get(id) ?? new Set();
  ends.set(id, enders.add(ender));
  return () => {
    enders.delete(ender);
    if (enders.size === 0 && ends.get(id) === enders) ends.delete(id);
  };
}

function endAll(ends: Ends, id: string): void {
  const enders = ends.get(id) ?? [];
  ends.delete(id);
  for (const end of enders) end();
}
