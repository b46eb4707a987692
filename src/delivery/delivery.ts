import type { Log } from "../log.ts";
import type { MetricRecord } from "../metric/meta.ts";
import { Outbox, type OutboxCounts } from "./outbox.ts";
import type { Sink } from "./sink.ts";

/** Hands every metric to every sink; one that is down never delays another. */
export class Delivery {
  readonly #outboxes: Outbox[];

  constructor(sinks: readonly Sink[], log: Log) {
    this.#outboxes = sinks.map((sink) => new Outbox({ sink, log }));
  }

  /** What became of the metrics so far, by sink. */
  get counts(): Record<string, OutboxCounts> {
    const counts: Record<string, OutboxCounts> = {};
    for (const outbox of this.#outboxes) counts[outbox.label] = add(counts[outbox.label], outbox.counts);
    return counts;
  }

  push(records: readonly MetricRecord[]): void {
    for (const outbox of this.#outboxes) outbox.push(records);
  }

  /** Resolves when every sink has everything, when `signal` aborts, or when what is missing still fails after `patienceMs`. */
  async flush(signal: AbortSignal, patienceMs: number): Promise<void> {
    await Promise.all(this.#outboxes.map((outbox) => outbox.flush(signal, patienceMs)));
  }

  async close(): Promise<void> {
    await Promise.all(this.#outboxes.map((outbox) => outbox.close()));
  }
}

/** Two sinks of one address are one line for people. */
function add(counts: OutboxCounts | undefined, more: OutboxCounts): OutboxCounts {
  if (!counts) return more;
  return {
    delivered: counts.delivered + more.delivered,
    rejected: counts.rejected + more.rejected,
    conflated: counts.conflated + more.conflated,
    dropped: counts.dropped + more.dropped,
    waiting: counts.waiting + more.waiting,
  };
}
