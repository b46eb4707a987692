import type { MetricRecord } from "../metric/meta.ts";
import type { Host } from "./host.ts";
import { pause } from "./pause.ts";
import { post, type PushAnswer } from "./push-post.ts";
import type { Problem } from "./report.ts";

export interface PushQueueOptions {
  address: URL;
  headers: Record<string, string>;
  host: Host;
  /** Records that may wait; the oldest give way to new ones. */
  maxQueued: number;
  report: (problem: Problem) => void;
}

interface Waiting {
  record: MetricRecord;
  bytes: number;
  /** Undefined when it has arrived. */
  settle: (reason: string | undefined) => void;
}

/** What a hub takes in one request; a little is left for what stands around the records. */
const batchRecords = 500;
const batchBytes = 1024 * 1024 - 1_024;
/** What is pushed within as long travels together. */
const collectMs = 50;
const firstRetryMs = 500;
const longestRetryMs = 30_000;

/** Delivers records in their order, batched, until each was taken or refused. */
export class PushQueue {
  readonly #options: PushQueueOptions;
  readonly #closing = new AbortController();
  #waiting: Waiting[] = [];
  #isDelivering = false;

  constructor(options: PushQueueOptions) {
    this.#options = options;
  }

  /** Resolves when the receiver has it, or with the reason why it never will. */
  push(record: MetricRecord): Promise<string | undefined> {
    if (this.#closing.signal.aborted) return Promise.resolve(closed);

    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const bytes = new TextEncoder().encode(JSON.stringify(record)).length;
    this.#waiting.push({ record, bytes, settle: resolve });
    if (this.#waiting.length > this.#options.maxQueued)
      this.#waiting.shift()!.settle("too many waited for the receiver");
    if (!this.#isDelivering) void this.#deliver();
    return promise;
  }

  /** Gives up what has not arrived. */
  close(): void {
    this.#closing.abort();
    for (const { settle } of this.#waiting.splice(0)) settle(closed);
  }

  async #deliver(): Promise<void> {
    this.#isDelivering = true;
    while (this.#waiting.length > 0) {
      await this.#pause(collectMs);
      await this.#send(this.#takeBatch());
    }
    this.#isDelivering = false;
  }

  #takeBatch(): Waiting[] {
    let bytes = 0;
    const end = this.#waiting.findIndex((item, index) => {
      bytes += item.bytes;
      return index === batchRecords || (index > 0 && bytes > batchBytes);
    });
    return this.#waiting.splice(0, end < 0 ? batchRecords : end);
  }

  async #send(batch: Waiting[]): Promise<void> {
    if (batch.length === 0) return;
    const answer = await this.#postUntilAnswered(batch);
    if (answer.type === "too-large" && batch.length > 1) {
      const middle = Math.ceil(batch.length / 2);
      await this.#send(batch.slice(0, middle));
      return this.#send(batch.slice(middle));
    }
    for (const [index, { settle }] of batch.entries())
      settle(answer.type === "taken" ? answer.refused.get(index) : answer.reason);
  }

  async #postUntilAnswered(batch: Waiting[]): Promise<Exclude<PushAnswer, { type: "later" }>> {
    const { address, host, report } = this.#options;
    const { signal } = this.#closing;
    const body = JSON.stringify({
      metrics: batch.map(({ record }) => record.metric),
      metas: batch.map(({ record }) => record.meta),
    });
    for (let attempt = 0; !signal.aborted; attempt++) {
      const answer = await post(body, { ...this.#options, signal });
      if (answer.type !== "later") return answer;
      if (attempt === 0 && !signal.aborted)
        report({ message: `${address.host} takes no metrics yet (${answer.reason}); they wait` });
      await this.#pause(answer.retryAfterMs + host.random() * toCeilingMs(attempt));
    }
    return { type: "refused", reason: closed };
  }

  #pause(ms: number): Promise<void> {
    return pause(ms, { host: this.#options.host, signal: this.#closing.signal });
  }
}

const closed = "the service was closed";

/** Full jitter: anything up to this, so that many senders do not come back at once. */
function toCeilingMs(attempt: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** attempt);
}
