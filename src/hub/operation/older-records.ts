import type { Log } from "../../log.ts";
import type { Telemetry } from "../telemetry.ts";

/** What is sent twice in the wrong order now and then is no more than this. */
const usualAMinute = 100;
const windowMs = 60_000;
const toldForMs = 5 * windowMs;
/** Names come from outside. */
const sourcesKept = 200;

/** A source that sends much that is older than what is known of its users. */
export interface OlderSource {
  source: string;
  /** How many metrics within a minute. */
  metrics: number;
  /** ISO time at which that minute began. */
  since: string;
}

interface Minute {
  since: number;
  metrics: number;
}

/**
 * Watches for what cannot be: a sender makes the times of each user rise. Much that is older from one source is a clock
 * that was set back, or two who send the same users, and of one of them nothing is seen.
 */
export class OlderRecords {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #minutes = new Map<string, Minute>();
  /** The last minute of each source that was unusual. */
  readonly #unusual = new Map<string, Minute>();

  constructor(log: Log, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  /** Tells all that `telemetry` is told, and listens. */
  over(telemetry: Telemetry): Telemetry {
    return {
      ...telemetry,
      older: (source) => {
        telemetry.older(source);
        this.#note(source);
      },
    };
  }

  /** Those of the last minutes. */
  list(): OlderSource[] {
    this.#forgetOld();
    return Array.from(this.#unusual, ([source, { metrics, since }]) => ({
      source,
      metrics,
      since: new Date(since).toISOString(),
    }));
  }

  #note(source: string): void {
    const minute = this.#minuteOf(source);
    minute.metrics += 1;
    if (minute.metrics !== usualAMinute + 1) return;

    this.#forgetOld();
    this.#unusual.set(source, minute);
    this.#log.warn(`More than ${usualAMinute} metrics of one source in a minute were older than what is known`, {
      source,
      hint: "Its clock was set back, or two send the same users: give each a userIdPrefix of its own.",
    });
  }

  #forgetOld(): void {
    for (const [source, { since }] of this.#unusual) if (this.#now() - since > toldForMs) this.#unusual.delete(source);
  }

  #minuteOf(source: string): Minute {
    const now = this.#now();
    const known = this.#minutes.get(source);
    if (known && now >= known.since && now - known.since < windowMs) return known;

    if (this.#minutes.size >= sourcesKept) this.#minutes.clear();
    const minute = { since: now, metrics: 0 };
    this.#minutes.set(source, minute);
    return minute;
  }
}
