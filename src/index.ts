export { config as configSchema, defineConfig, type Config, type ConfigInput } from "./config/schema.ts";
export { LiveMetricsError, RecordError } from "./errors.ts";
export { userEvent as userEventSchema, type UserEvent } from "./metric/event.ts";
export {
  mapGoogleAnalyticsToMetrics,
  mapGoogleAnalyticsToRecord,
  mapMixpanelToMetrics,
  mapMixpanelToRecord,
  type GoogleAnalyticsData,
  type MapOptions,
  type MixpanelData,
} from "./metric/inbound/map.ts";
export type { InputError } from "./metric/inbound/shape.ts";
export { meta as metaSchema, type Meta, type MetricRecord } from "./metric/meta.ts";
export { userMetric as userMetricSchema, type UserMetric } from "./metric/user-metric.ts";
export { generateMockMetrics } from "./mock/generate.ts";
export { site as siteSchema, type Site } from "./site/schema.ts";
