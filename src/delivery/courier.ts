import { setTimeout as wait } from "node:timers/promises";
import { SinkError } from "../errors.ts";
import type { Log } from "../log.ts";
import { backoffMs } from "./backoff.ts";
import type { Parcel } from "./parcel.ts";
import type { Queue, QueueCounts } from "./queue.ts";
import type { Sink } from "./sink.ts";

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
  /** Cuts a wait short that began before there was an end to patience. */
  readonly #hurry = new AbortController();
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
    this.#sending ??= this.#sendAll();
  }

  /**
   * Resolves when nothing waits, when `signal` aborts, or when delivery still fails after `patienceMs`. A receiver that
   * takes what it gets, however slowly, is waited for.
   */
  async flush(signal: AbortSignal, patienceMs: number): Promise<void> {
    this.#patienceEnds = performance.now() + patienceMs;
    this.#hurry.abort();
    const aborted = Promise.withResolvers<void>();
    const onAbort = (): void => aborted.resolve();
    signal.addEventListener("abort", onAbort, { once: true });
    if (this.#sending && !signal.aborted) await Promise.race([this.#sending, aborted.promise]);
    signal.removeEventListener("abort", onAbort);
  }

  /** Stops trying; what still waits is counted in `counts.waiting`. */
  async close(): Promise<void> {
    this.#abort.abort();
    await this.#sending;
    await this.#sink.close();
  }

  async #sendAll(): Promise<void> {
    while (this.#isCalled) {
      this.#isCalled = false;
      await this.#drain();
    }
    this.#sending = undefined;
  }

  async #drain(): Promise<void> {
    for (let attempt = 0; !this.#abort.signal.aborted;) {
      const carried = await this.#carry();
      if (!(carried instanceof SinkError)) {
        attempt = 0;
        if (carried > 0) continue;
        const dueInMs = this.#queue.dueInMs();
        if (dueInMs === undefined) return;
        await this.#pause(dueInMs, this.#abort.signal);
        continue;
      }
      const leftMs = this.#patienceEnds - performance.now();
      if (leftMs <= 0) return;
      const backMs = backoffMs({ attempt, random: this.#random, retryAfterMs: carried.retryAfterMs });
      await this.#pause(Math.min(leftMs, backMs), this.#untilHurry());
      attempt += 1;
    }
  }

  #untilHurry(): AbortSignal {
    const { signal } = this.#abort;
    return this.#hurry.signal.aborted ? signal : AbortSignal.any([signal, this.#hurry.signal]);
  }

  /** Cut short means: go on at once. */
  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    await wait(ms, undefined, { signal }).catch(() => {});
  }

  /** Returns how many have left, or the error that makes another attempt worth while. */
  async #carry(): Promise<number | SinkError> {
    let batch: readonly Parcel[] = [];
    try {
      batch = this.#queue.take(this.#sink.batchSize);
      if (batch.length === 0) return 0;
      const { rejected, isGone = false } = await this.#sink.write(batch, this.#abort.signal);
      if (isGone) this.#forget();
      else this.#settle(batch.length, rejected);
    } catch (error) {
      const failure = toSinkError(error, this.#sink.label);
      if (failure.retryable || this.#abort.signal.aborted) return this.#postpone(failure);

      const refused = batch.map((_, index) => ({ index, reason: failure.message }));
      this.#settle(batch.length, refused, failure.hint);
    }
    return batch.length;
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
