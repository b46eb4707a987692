import { createMetricsService, metricsService, PushError } from "./index.ts";

// What a `<script>` tag can reach: all of it under one name, and the guide's own name for its snippets.
Object.assign(globalThis, { liveMetrics: { createMetricsService, metricsService, PushError }, metricsService });
