import type { Log } from "../../log.ts";
import type { Telemetry } from "../telemetry.ts";

const pauseMs = 60_000;

/**
 * Says what is turned away at the door: the first at once, what follows once a minute by number, so that neither a wrong
 * key nor a scanner fills the log. Who asked is not said: it would be personal data, and any address that they like.
 */
export class RefusalLog {
  readonly #log: Log;
  #counts: Record<string, number> = {};
  #pause: NodeJS.Timeout | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Tells all that `telemetry` is told, and listens. */
  over(telemetry: Telemetry): Telemetry {
    return {
      ...telemetry,
      refused: (reason) => {
        telemetry.refused(reason);
        // The guard says which one, and how it would be let in.
        if (reason !== "origin") this.#note(reason);
      },
    };
  }

  /** Says what was not said yet. */
  close(): void {
    clearTimeout(this.#pause);
    this.#tell();
  }

  #note(reason: string): void {
    this.#counts[reason] = (this.#counts[reason] ?? 0) + 1;
    if (this.#pause === undefined) this.#tellAndPause();
  }

  #tellAndPause(): void {
    const hasTold = this.#tell();
    this.#pause = hasTold ? setTimeout(() => this.#tellAndPause(), pauseMs).unref() : undefined;
  }

  #tell(): boolean {
    const counts = this.#counts;
    if (Object.keys(counts).length === 0) return false;
    this.#counts = {};
    this.#log.warn("Requests were refused", counts);
    return true;
  }
}
