// Follows a hub by a WebSocket and prints who changes and who leaves. Ends with Ctrl+C.
import { createMetricsService } from "live-metrics/client";

const hub = process.env.HUB_URL ?? "http://localhost:3001";
const service = createMetricsService({ key: process.env.LIVE_METRICS_API_KEY });

service.onChanges(({ changed, left }) => {
  for (const { metric } of changed) console.log(`${metric.userName}: ${metric.lastAction}`);
  for (const userId of left) console.log(`${userId} left`);
});
service.onConnectionChange(({ state }) => console.error(state));
service.connectWebSocket(`${hub.replace("http", "ws")}/ws`);
