import { setTimeout as wait } from "node:timers/promises";
import { SinkError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { MetricRecord } from "../metric/meta.ts";
import { backoffMs } from "./backoff.ts";
import type { Sink } from "./sink.ts";

export interface OutboxCounts {
  delivered: number;
  /** Refused by the receiver for good. */
  rejected: number;
  /** Replaced by a newer metric of the same user before they could be sent, or dropped because the outbox was full. */
  conflated: number;
  dropped: number;
  waiting: number;
}

interface OutboxOptions {
  sink: Sink;
  log: Log;
  /** Most users that wait; beyond it the one that waits longest is dropped and counted. */
  capacity?: number;
  random?: () => number;
}

/**
 * What waits for one sink: the newest metric of each user, in memory. Pushing never waits for the network. A failed
 * delivery is tried again until it succeeds, the receiver refuses it for good, or the outbox is closed.
 */
export class Outbox {
  readonly #sink: Sink;
  readonly #log: Log;
  readonly #capacity: number;
  readonly #random: () => number;
  readonly #waiting = new Map<string, MetricRecord>();
  readonly #abort = new AbortController();
  #sending: Promise<void> | undefined;
  #inFlight: MetricRecord[] = [];
  #failing = false;
  #isGone = false;
  /** By the clock of `performance.now()`. */
  #patienceEnds = Number.POSITIVE_INFINITY;
  /** Cuts a wait short that began before there was an end to patience. */
  readonly #hurry = new AbortController();
  #counts = { delivered: 0, rejected: 0, conflated: 0, dropped: 0 };

  constructor({ sink, log, capacity = 100_000, random = Math.random }: OutboxOptions) {
    this.#sink = sink;
    this.#log = log;
    this.#capacity = capacity;
    this.#random = random;
  }

  get label(): string {
    return this.#sink.label;
  }

  get counts(): OutboxCounts {
    return { ...this.#counts, waiting: this.#waiting.size + this.#inFlight.length };
  }

  push(records: readonly MetricRecord[]): void {
    if (this.#isGone) return;
    for (const record of records) this.#keep(record);
    this.#sending ??= this.#drain().finally(() => (this.#sending = undefined));
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

  #keep(record: MetricRecord): void {
    const { userId } = record.metric;
    if (this.#waiting.has(userId)) this.#counts.conflated += 1;
    else if (this.#waiting.size >= this.#capacity) this.#dropOldest();
    this.#waiting.set(userId, record);
  }

  #dropOldest(): void {
    const [oldest] = this.#waiting.keys();
    if (oldest === undefined) return;
    this.#waiting.delete(oldest);
    this.#counts.dropped += 1;
    if (this.#counts.dropped === 1)
      this.#log.error(`${this.label} is behind: metrics that waited longest are dropped`, { capacity: this.#capacity });
  }

  async #drain(): Promise<void> {
    for (let attempt = 0; this.#waiting.size > 0 && !this.#abort.signal.aborted;) {
      const error = await this.#send(this.#take());
      if (!error) {
        attempt = 0;
        continue;
      }
      const leftMs = this.#patienceEnds - performance.now();
      if (leftMs <= 0) return;
      await this.#pause(
        Math.min(leftMs, backoffMs({ attempt, random: this.#random, retryAfterMs: error.retryAfterMs })),
      );
      attempt += 1;
    }
  }

  async #pause(ms: number): Promise<void> {
    const cut = this.#hurry.signal.aborted
      ? this.#abort.signal
      : AbortSignal.any([this.#abort.signal, this.#hurry.signal]);
    // Cut short means: go on at once.
    await wait(ms, undefined, { signal: cut }).catch(() => {});
  }

  #take(): MetricRecord[] {
    this.#inFlight = [...this.#waiting.values().take(this.#sink.batchSize)];
    for (const { metric } of this.#inFlight) this.#waiting.delete(metric.userId);
    return this.#inFlight;
  }

  /** Returns the error that makes another attempt worth while. */
  async #send(batch: MetricRecord[]): Promise<SinkError | undefined> {
    try {
      const { rejected, isGone = false } = await this.#sink.write(batch, this.#abort.signal);
      if (isGone) this.#forget();
      else this.#settle(batch, rejected);
      return undefined;
    } catch (error) {
      const failure = toSinkError(error, this.label);
      if (failure.retryable || this.#abort.signal.aborted) return this.#postpone(batch, failure);

      this.#settle(
        batch,
        batch.map((_, index) => ({ index, reason: failure.message })),
        failure.hint,
      );
      return undefined;
    }
  }

  #forget(): void {
    this.#isGone = true;
    this.#inFlight = [];
    this.#waiting.clear();
  }

  #postpone(batch: MetricRecord[], error: SinkError): SinkError {
    this.#putBack(batch);
    if (!this.#failing && !this.#abort.signal.aborted)
      this.#log.warn(`${error.message}; trying again until it succeeds`, { hint: error.hint });
    this.#failing = true;
    return error;
  }

  /** What was not delivered goes first again, unless something newer of the same user came meanwhile. */
  #putBack(batch: MetricRecord[]): void {
    const newer = [...this.#waiting];
    this.#waiting.clear();
    this.#inFlight = [];
    for (const record of batch) this.#waiting.set(record.metric.userId, record);
    for (const [, record] of newer) this.#keep(record);
  }

  #settle(batch: MetricRecord[], rejected: { index: number; reason: string }[], hint?: string): void {
    this.#inFlight = [];
    this.#counts.delivered += batch.length - rejected.length;
    this.#counts.rejected += rejected.length;

    if (rejected.length > 0)
      this.#log.error(`${this.label} refused ${rejected.length} of ${batch.length} metrics: ${rejected[0]!.reason}`, {
        hint,
      });
    else if (this.#failing) this.#log.info(`${this.label} takes metrics again`);
    this.#failing = false;
  }
}

/** What a sink did not foresee, a full disk for one, may pass: the metrics are kept and tried again. */
function toSinkError(error: unknown, label: string): SinkError {
  if (error instanceof SinkError) return error;
  return new SinkError(`${label} failed: ${error instanceof Error ? error.message : String(error)}`, {
    retryable: true,
    cause: error,
  });
}
