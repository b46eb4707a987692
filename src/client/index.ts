export type { MetricsAggregates } from "./aggregates.ts";
export type { Connection, TransportName } from "./connection.ts";
export type { UsedFeature } from "./top-features.ts";
export type { Unsubscribe } from "./listeners.ts";
export {
  createMetricsService,
  metricsService,
  type MetricsService,
  type MetricsServiceOptions,
} from "./metrics-service.ts";
export type { Changes } from "./news.ts";
export { PushError, type Refused } from "./push-error.ts";
export type { Problem } from "./report.ts";
export type { UserEvent } from "../metric/event.ts";
export type { Meta, MetricRecord } from "../metric/meta.ts";
export type { RunReport } from "../metric/run-report.ts";
export type { UserMetric } from "../metric/user-metric.ts";
