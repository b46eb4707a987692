export { LiveMetricsPage, type LiveMetricsPageProps } from "./live-metrics-page.tsx";
export { useLiveMetrics, type LiveMetrics, type UseLiveMetricsOptions } from "./use-live-metrics.ts";
