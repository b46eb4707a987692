import { setTimeout as wait } from "node:timers/promises";
import { SinkError } from "../errors.ts";
import type { Log } from "../log.ts";
import { backoffMs } from "./backoff.ts";
import type { Parcel } from "./parcel.ts";
import type { Queue, QueueCounts } from "./queue.ts";
import type { Sink, WriteResult } from "./sink.ts";

export interface CourierCounts extends QueueCounts {
  delivered: number;
  /** Refused by the receiver for good. */
  rejected: number;
}

interface CourierOptions {
  sink: Sink;
  queue: Queue;
  log: Log;
  /** Where what was refused for good can be seen. */
  refusedHint?: string;
  random?: () => number;
}

/**
 * Carries what waits for one sink to it. A failed delivery is tried again until it succeeds, the receiver refuses it for
 * good, or the courier is closed.
 */
export class Courier {
  readonly #sink: Sink;
  readonly #queue: Queue;
  readonly #log: Log;
  readonly #refusedHint: string | undefined;
  readonly #random: () => number;
  readonly #abort = new AbortController();
  /** Cuts the wait under way short. */
  #wake = new AbortController();
  #sending: Promise<void> | undefined;
  #isCalled = false;
  #isFailing = false;
  #isGone = false;
  /** By the clock of `performance.now()`. */
  #patienceEnds = Number.POSITIVE_INFINITY;
  #delivered = 0;
  #rejected = 0;

  constructor({ sink, queue, log, refusedHint, random = Math.random }: CourierOptions) {
    this.#sink = sink;
    this.#queue = queue;
    this.#log = log;
    this.#refusedHint = refusedHint;
    this.#random = random;
  }

  get sink(): Sink {
    return this.#sink;
  }

  get counts(): CourierCounts {
    return { delivered: this.#delivered, rejected: this.#rejected, ...this.#queue.counts };
  }

  /** There may be something to carry. Never waits for the network. */
  call(): void {
    if (this.#isGone || this.#abort.signal.aborted) return;
    this.#isCalled = true;
    // What comes does not wait for those who may not leave yet; a receiver that fails is given its time.
    if (!this.#isFailing) this.#wake.abort();
    this.#sending ??= this.#sendAll();
  }

  /**
   * Resolves when nothing waits, when `signal` aborts, or when delivery still fails after `patienceMs`. A receiver that
   * takes what it gets, however slowly, is waited for.
   */
  async flush(signal: AbortSignal, patienceMs: number): Promise<void> {
    this.#patienceEnds = performance.now() + patienceMs;
    // That began before there was an end to patience.
    this.#wake.abort();
    const aborted = Promise.withResolvers<void>();
    const onAbort = (): void => aborted.resolve();
    signal.addEventListener("abort", onAbort, { once: true });
    if (this.#sending && !signal.aborted) await Promise.race([this.#sending, aborted.promise]);
    signal.removeEventListener("abort", onAbort);
  }

  /** Stops trying; what still waits is counted in `counts.waiting`. */
  async close(): Promise<void> {
    this.#abort.abort();
    this.#wake.abort();
    await this.#sending;
    await this.#sink.close();
  }

  async #sendAll(): Promise<void> {
    while (this.#isCalled && !this.#abort.signal.aborted) await this.#drain();
    this.#sending = undefined;
  }

  async #drain(): Promise<void> {
    for (let attempt = 0; !this.#abort.signal.aborted;) {
      this.#isCalled = false;
      const carried = await this.#carry();
      if (carried instanceof SinkError) {
        const leftMs = this.#patienceEnds - performance.now();
        // Nobody waits for a time at which it would not be tried.
        if (leftMs <= (carried.retryAfterMs ?? 0)) return;
        const backMs = backoffMs({ attempt, random: this.#random, retryAfterMs: carried.retryAfterMs });
        await this.#pause(Math.min(leftMs, backMs));
        attempt += 1;
        continue;
      }
      attempt = 0;
      if (carried > 0 || this.#isCalled) continue;
      const dueInMs = this.#queue.dueInMs();
      if (dueInMs === undefined) return;
      await this.#pause(dueInMs);
    }
  }

  /** Cut short means: go on at once. */
  async #pause(ms: number): Promise<void> {
    if (this.#abort.signal.aborted) return;
    this.#wake = new AbortController();
    await wait(ms, undefined, { signal: this.#wake.signal }).catch(() => {});
  }

  /** Returns how many have left, or the error that makes another attempt worth while. */
  async #carry(): Promise<number | SinkError> {
    try {
      const batch = this.#queue.take(this.#sink.batchSize);
      if (batch.length === 0) return 0;
      const safe = this.#queue.untilSafe();
      if (safe) await safe;
      const { rejected, isGone = false, hint } = await this.#write(batch);
      if (isGone) this.#forget();
      else this.#settle(batch.length, rejected, hint);
      return batch.length;
    } catch (error) {
      return this.#postpone(toSinkError(error, this.#sink.label));
    }
  }

  /** What is refused as a whole is refused parcel by parcel, with the hint of who refused it. */
  async #write(batch: readonly Parcel[]): Promise<WriteResult & { hint?: string | undefined }> {
    try {
      return await this.#sink.write(batch, this.#abort.signal);
    } catch (error) {
      const failure = toSinkError(error, this.#sink.label);
      if (failure.retryable || this.#abort.signal.aborted) throw failure;

      return { rejected: batch.map((_, index) => ({ index, reason: failure.message })), hint: failure.hint };
    }
  }

  #forget(): void {
    this.#isGone = true;
    this.#queue.forget();
  }

  #postpone(error: SinkError): SinkError {
    if (!this.#isFailing && !this.#abort.signal.aborted)
      this.#log.warn(`${error.message}; trying again until it succeeds`, { hint: error.hint });
    this.#isFailing = true;
    return error;
  }

  #settle(count: number, rejected: { index: number; reason: string }[], hint = this.#refusedHint): void {
    const { label } = this.#sink;
    this.#queue.settle(rejected);
    this.#delivered += count - rejected.length;
    this.#rejected += rejected.length;

    if (rejected.length > 0)
      this.#log.error(`${label} refused ${rejected.length} of ${count}: ${rejected[0]!.reason}`, { hint });
    else if (this.#isFailing) this.#log.info(`${label} takes metrics again`);
    this.#isFailing = false;
  }
}

/** What a sink did not foresee, a full disk for one, may pass: what it was given is kept and tried again. */
function toSinkError(error: unknown, label: string): SinkError {
  if (error instanceof SinkError) return error;
  return new SinkError(`${label} failed: ${error instanceof Error ? error.message : String(error)}`, {
    retryable: true,
    cause: error,
  });
}
