import type { MetricRecord } from "../metric/meta.ts";
import type { Credentials } from "./credentials.ts";
import { toUrl, type Host } from "./host.ts";
import type { LiveState } from "./live-state.ts";
import type { Pushing } from "./metrics-service.ts";
import { PushError } from "./push-error.ts";
import { createPushQueue } from "./push-queue.ts";
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

export interface Push {
  calls: Pushing;
  close(): void;
}

/** Takes metrics in here, and delivers them where there is somebody to deliver to. */
export function createPush({ pushTo, maxQueued = 10_000, ...options }: PushOptions): Push {
  const { state, host, credentials, report } = options;
  const queue =
    pushTo === undefined
      ? undefined
      : createPushQueue({ address: toEndpoint(pushTo), headers: credentials.headers, host, maxQueued, report });

  const read = (metric: unknown, meta: unknown): MetricRecord | undefined => {
    const record = readRecord(metric, meta);
    // A repeated id is a repeated delivery: what is sent again counts once, and what comes back is known here.
    if (record && queue) record.meta.id ||= `${host.now()}-${host.random()}`;
    return record;
  };

  const deliver = async (pushed: readonly unknown[], records: readonly (MetricRecord | undefined)[]): Promise<void> => {
    const reasons = await Promise.all(records.map(async (record) => (record ? queue?.push(record) : unreadable)));
    const refused = reasons.flatMap((reason, index) => {
      const metric = pushed[index] as { userId?: unknown } | null | undefined;
      return reason ? [{ userId: String(metric?.userId), reason }] : [];
    });
    if (refused.length > 0) throw new PushError(refused, pushed.length);
  };

  const pushBulkMetrics: Pushing["pushBulkMetrics"] = (metrics, metas = []) => {
    const records = metrics.map((metric, index) => read(metric, metas[index]));
    state.push(records.filter((record) => record !== undefined));
    const delivered = deliver(metrics, records);
    // Who does not wait for it hears of it all the same, and a Node process does not end for it.
    delivered.catch((cause: unknown) => report({ message: (cause as Error).message, cause }));
    return delivered;
  };

  return {
    calls: { pushBulkMetrics, pushUserMetric: (metric, meta) => pushBulkMetrics([metric], [meta]) },
    close: () => queue?.close(),
  };
}

const unreadable = "a metric needs a userId and an ISO 8601 timestamp";

/** As sinks read it: a base address gets the standard path, any other path is used as it stands. */
function toEndpoint(address: string): URL {
  const url = toUrl(address);
  if (!/^https?:$/.test(url.protocol))
    throw new TypeError(`pushTo begins with ${url.protocol}, not http:// or https://`);
  if (url.pathname === "/") url.pathname = "/api/metrics/bulk";
  return url;
}
