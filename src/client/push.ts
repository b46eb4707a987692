import type { MetricRecord } from "../metric/meta.ts";
import type { Credentials } from "./credentials.ts";
import { toUrl, type Host } from "./host.ts";
import type { LiveState } from "./live-state.ts";
import type { Pushing } from "./metrics-service.ts";
import { PushError, type Refused } from "./push-error.ts";
import { PushQueue } from "./push-queue.ts";
import { readRecord } from "./read-record.ts";
import type { Problem } from "./report.ts";

interface PushOptions {
  state: LiveState;
  host: Host;
  credentials: Credentials;
  pushTo?: string | undefined;
  maxQueued?: number | undefined;
  report: (problem: Problem) => void;
}

export interface Push extends Pushing {
  close(): void;
}

/** Takes metrics in here, and delivers them where there is somebody to deliver to. */
export function createPush({ state, host, credentials, pushTo, maxQueued = 10_000, report }: PushOptions): Push {
  const { headers } = credentials;
  const queue =
    pushTo === undefined ? undefined : new PushQueue({ address: toEndpoint(pushTo), headers, host, maxQueued, report });

  async function deliver(records: MetricRecord[], unreadable: Refused[], pushed: number): Promise<void> {
    const refused = [...unreadable];
    await queue?.push(records).catch((error: unknown) => {
      if (!(error instanceof PushError)) throw error;
      refused.push(...error.refused);
    });
    if (refused.length > 0) throw new PushError(refused, pushed);
  }

  const pushBulkMetrics: Push["pushBulkMetrics"] = (metrics, metas = []) => {
    const read = metrics.map((metric, index) => readRecord(metric, metas[index]));
    const readable = read.filter((record) => record !== undefined);
    // Here too, so that what comes back from the receiver is known again.
    const records = queue ? readable.map((record) => withId(record, host)) : readable;
    const unreadable = metrics.filter((_, index) => !read[index]).map(toUnreadable);
    state.push(records);
    const delivered = deliver(records, unreadable, metrics.length);
    // Who does not wait for it hears of it all the same, and a Node process does not end for it.
    delivered.catch((cause: unknown) => report({ message: (cause as Error).message, cause }));
    return delivered;
  };

  return {
    pushBulkMetrics,
    pushUserMetric: (metric, meta) => pushBulkMetrics([metric], [meta]),
    close: () => queue?.close(),
  };
}

function toUnreadable(metric: unknown): Refused {
  const { userId } = (metric ?? {}) as { userId?: unknown };
  return { userId: String(userId), reason: "a metric needs a userId and an ISO 8601 timestamp" };
}

/** A repeated id is a repeated delivery: so a batch may be sent again when its answer was lost. */
function withId(record: MetricRecord, { now, random }: Host): MetricRecord {
  const { metric, meta } = record;
  if (meta.id !== "") return record;
  return { metric, meta: { ...meta, id: `${now().toString(36)}-${random().toString(36).slice(2)}` } };
}

/** As sinks read it: a base address gets the standard path, any other path is used as it stands. */
function toEndpoint(address: string): URL {
  const url = toUrl(address);
  if (!/^https?:$/.test(url.protocol))
    throw new TypeError(`pushTo begins with ${url.protocol} where it needs http:// or https://`);
  if (url.pathname === "/") url.pathname = "/api/metrics/bulk";
  return url;
}
