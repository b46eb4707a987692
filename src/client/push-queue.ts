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

const closed = "the service was closed";

/** Delivers records in their order, batched, until each was taken or refused. */
export interface PushQueue {
  /** Resolves when the receiver has it, or with the reason why it never will. */
  push(record: MetricRecord): Promise<string | undefined>;
  /** Gives up what has not arrived. */
  close(): void;
}

export function createPushQueue(options: PushQueueOptions): PushQueue {
  const { address, host, maxQueued, report } = options;
  const closing = new AbortController();
  const { signal } = closing;
  const waiting: Waiting[] = [];
  let isDelivering = false;

  const postUntilAnswered = async (batch: readonly Waiting[]): Promise<Exclude<PushAnswer, { type: "later" }>> => {
    const body = JSON.stringify({
      metrics: batch.map(({ record }) => record.metric),
      metas: batch.map(({ record }) => record.meta),
    });
    for (let attempt = 0; !signal.aborted; attempt++) {
      const answer = await post(body, { ...options, signal });
      if (answer.type !== "later") return answer;
      if (attempt === 0 && !signal.aborted)
        report({ message: `${address.host} takes no metrics yet (${answer.reason}); they wait` });
      await pause(answer.retryAfterMs + host.random() * toCeilingMs(attempt), { host, signal });
    }
    return { type: "settled", reasonAt: () => closed };
  };
  const send = async (batch: readonly Waiting[]): Promise<void> => {
    if (batch.length === 0) return;
    const answer = await postUntilAnswered(batch);
    if (answer.type === "too-large" && batch.length > 1) {
      const middle = Math.ceil(batch.length / 2);
      await send(batch.slice(0, middle));
      return send(batch.slice(middle));
    }
    for (const [index, { settle }] of batch.entries()) settle(answer.reasonAt(index));
  };
  const deliver = async (): Promise<void> => {
    isDelivering = true;
    while (waiting.length > 0) {
      await pause(collectMs, { host, signal });
      await send(waiting.splice(0, countBatch(waiting)));
    }
    isDelivering = false;
  };

  return {
    push(record) {
      if (signal.aborted) return Promise.resolve(closed);

      const { promise, resolve } = Promise.withResolvers<string | undefined>();
      const bytes = new TextEncoder().encode(JSON.stringify(record)).length;
      waiting.push({ record, bytes, settle: resolve });
      if (waiting.length > maxQueued) waiting.shift()!.settle("too many waited for the receiver");
      if (!isDelivering) void deliver();
      return promise;
    },
    close() {
      closing.abort();
      for (const { settle } of waiting.splice(0)) settle(closed);
    },
  };
}

/** How many of them go into one request. */
function countBatch(waiting: readonly Waiting[]): number {
  let bytes = 0;
  const end = waiting.findIndex((item, index) => {
    bytes += item.bytes;
    return index === batchRecords || (index > 0 && bytes > batchBytes);
  });
  return end < 0 ? batchRecords : end;
}

/** Full jitter: anything up to this, so that many senders do not come back at once. */
function toCeilingMs(attempt: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** attempt);
}
