import type { Seat } from "./crowd.ts";
import { emptyCensus, takeCensus, type Census } from "./figures.ts";
import { SlicedJob, type SlicedWork } from "./sliced-job.ts";

/** Counts everybody time and again, and keeps the last census. */
export class HeadCount {
  readonly #job = new SlicedJob();
  readonly #onCounted: (census: Census, asOf: number) => void;
  #census = emptyCensus;

  constructor(onCounted: (census: Census, asOf: number) => void) {
    this.#onCounted = onCounted;
  }

  get census(): Census {
    return this.#census;
  }

  /** At once where that is quick, else soon; it is not begun anew before it is done. */
  take(seats: readonly Seat[], asOf: number): void {
    if (!this.#job.isUnderWay) this.#job.start(this.#count(seats, asOf));
  }

  stop(): void {
    this.#job.stop();
  }

  *#count(seats: readonly Seat[], asOf: number): SlicedWork<void> {
    this.#census = yield* takeCensus(seats, asOf);
    this.#onCounted(this.#census, asOf);
  }
}
