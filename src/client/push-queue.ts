import type { MetricRecord } from "../metric/meta.ts";
import type { Host } from "./host.ts";
import { pause } from "./pause.ts";
import { PushError } from "./push-error.ts";
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
  metricJson: string;
  metaJson: string;
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

  /** Resolves when the receiver has all of them; rejects with a PushError that names those it has not. */
  async push(records: readonly MetricRecord[]): Promise<void> {
    const settled = records.map((record) => this.#enqueue(record));
    if (!this.#isDelivering) void this.#deliver();
    const reasons = await Promise.all(settled);
    const refused = reasons.flatMap((reason, index) =>
      reason === undefined ? [] : [{ userId: records[index]!.metric.userId, reason }],
    );
    if (refused.length > 0) throw new PushError(refused, records.length);
  }

  /** Gives up what has not arrived. */
  close(): void {
    this.#closing.abort();
    for (const { settle } of this.#waiting.splice(0)) settle(closed);
  }

  #enqueue(record: MetricRecord): Promise<string | undefined> {
    if (this.#closing.signal.aborted) return Promise.resolve(closed);

    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const metricJson = JSON.stringify(record.metric);
    const metaJson = JSON.stringify(record.meta);
    const bytes = new TextEncoder().encode(metricJson + metaJson).length + 2;
    this.#waiting.push({ metricJson, metaJson, bytes, settle: resolve });
    if (this.#waiting.length > this.#options.maxQueued)
      this.#waiting.shift()!.settle("too many metrics waited for a receiver that takes none");
    return promise;
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
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  async #send(batch: Waiting[]): Promise<void> {
    if (batch.length === 0) return;
    const answer = await this.#postUntilAnswered(batch);
    if (answer.type === "too-large" && batch.length > 1) {
      const middle = Math.ceil(batch.length / 2);
      await this.#send(batch.slice(0, middle));
      return this.#send(batch.slice(middle));
    }
    const reasonOf = (index: number): string | undefined =>
      answer.type === "taken" ? answer.refused.get(index) : answer.reason;
    for (const [index, { settle }] of batch.entries()) settle(reasonOf(index));
  }

  async #postUntilAnswered(batch: Waiting[]): Promise<Exclude<PushAnswer, { type: "later" }>> {
    const metrics = batch.map(({ metricJson }) => metricJson).join(",");
    const metas = batch.map(({ metaJson }) => metaJson).join(",");
    const body = `{"metrics":[${metrics}],"metas":[${metas}]}`;
    const { signal } = this.#closing;
    const { address, host, report } = this.#options;
    for (let attempt = 0; !signal.aborted; attempt++) {
      const answer = await post(body, { ...this.#options, signal });
      if (answer.type !== "later") return answer;
      if (attempt === 0 && !signal.aborted)
        report({ message: `${address.host} has not taken metrics (${answer.reason}); they are sent until it does` });
      await this.#pause(answer.retryAfterMs + host.random() * toCeilingMs(attempt));
    }
    return { type: "refused", reason: closed };
  }

  #pause(ms: number): Promise<void> {
    return pause(ms, { host: this.#options.host, signal: this.#closing.signal });
  }
}

const closed = "the service was closed before it arrived";

/** Full jitter: anything up to this, so that many senders do not come back at once. */
function toCeilingMs(attempt: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** attempt);
}
