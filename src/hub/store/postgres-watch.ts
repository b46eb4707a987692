import { addAbortListener } from "node:events";
import { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { clientConfig } from "./postgres-database.ts";
import { channel } from "./postgres-writer.ts";

/** Whatever becomes of the wake-ups, a change of another hub is seen after this long. */
const lookEveryMs = 500;
/** A connection may be cut without a word to either end: who is not answered for this long is not heard either. */
const signEveryMs = 3_000;
const answerTimeoutMs = 3_000;
const firstRetryMs = 100;
const longestRetryMs = 5_000;

interface WatchOptions {
  /** Called when the tables may have changed. */
  onChange: () => void;
  /** Whether what `onChange` began is still under way. */
  isBusy: () => boolean;
  /** Called once for each time that the database cannot wake this hub. */
  onDeaf: (cause: unknown) => void;
}

/**
 * Watches the tables for other hubs' changes, until it is closed. A NOTIFY says that there is something, at once; what
 * it is, the tables say. Looking twice a second serves where no NOTIFY comes through: a cut connection, a pooler.
 */
export class PostgresWatch {
  readonly #url: string;
  readonly #options: WatchOptions;
  readonly #closing = new AbortController();
  readonly #looking: NodeJS.Timeout;
  readonly #listening: Promise<void>;
  #isCalledAgain = false;

  constructor(url: string, options: WatchOptions) {
    this.#url = url;
    this.#options = options;
    this.#looking = setInterval(() => this.#call(), lookEveryMs);
    this.#listening = this.#listenOn();
  }

  /** To be told when `isBusy` ends: what was notified meanwhile may have come too late for it. */
  settled(): void {
    if (!this.#isCalledAgain || this.#options.isBusy()) return;
    this.#isCalledAgain = false;
    this.#options.onChange();
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    this.#closing.abort();
    await this.#listening;
  }

  #call(): void {
    if (this.#options.isBusy()) this.#isCalledAgain = true;
    else this.#options.onChange();
  }

  async #listenOn(): Promise<void> {
    for (let failures = 0; !this.#closing.signal.aborted; failures++) {
      const startOver = (): void => void (failures = 0);
      const cause = await this.#listen(startOver);
      if (failures === 1 && !this.#closing.signal.aborted) this.#options.onDeaf(cause);
      await this.#pause(Math.min(longestRetryMs, firstRetryMs * 2 ** failures) * (0.5 + Math.random() / 2));
    }
  }

  /** Resolves with what has ended it. */
  async #listen(onHeard: () => void): Promise<unknown> {
    // A socket of our own, since a connection that was cut without a word does not end by being asked to.
    const socket = new Socket();
    const client = new Client({ ...clientConfig(this.#url), stream: () => socket, query_timeout: answerTimeoutMs });
    const closing = addAbortListener(this.#closing.signal, () => socket.destroy());
    const broken = Promise.withResolvers<never>();
    broken.promise.catch(() => {}); // Whoever waits for it hears of it; nobody may.
    client.on("error", broken.reject);
    client.on("end", () => broken.reject(new Error("The connection has ended")));
    client.on("notification", () => this.#call());
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      onHeard();
      // What was notified before it is not told again.
      this.#call();
      while (!this.#closing.signal.aborted) {
        await Promise.race([broken.promise, this.#pause(signEveryMs)]);
        await client.query("SELECT 1");
      }
      return undefined;
    } catch (error) {
      return error;
    } finally {
      closing[Symbol.dispose]();
      socket.destroy();
    }
  }

  async #pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#closing.signal }).catch(() => {}); // Closing ends the pause, no more.
  }
}
