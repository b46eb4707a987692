import type { MetricRecord } from "../../src/metric/meta.ts";
import type { UserMetric } from "../../src/metric/user-metric.ts";
import type { Frame } from "../../src/metric/wire.ts";
import { makeMeta, makeMetric } from "./user-metrics.ts";

export function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1_000).toISOString();
}

/** A user who was read just now, and acted so many seconds ago. The name is the id as well. */
export function makeUser(userName: string, secondsSinceAction: number, given: Partial<UserMetric> = {}): MetricRecord {
  const lastActionTime = ago(secondsSinceAction);
  const email = "someone@example.com";
  return {
    metric: makeMetric({ userId: userName, userName, email, timestamp: ago(0), lastActionTime, ...given }),
    meta: makeMeta(),
  };
}

/** The frame by which a hub opens. */
export function makeState(...users: MetricRecord[]): Frame {
  return {
    type: "bulk_metrics",
    metrics: users.map(({ metric }) => metric),
    metas: users.map(({ meta }) => meta),
    cursor: "e1:1",
  };
}
