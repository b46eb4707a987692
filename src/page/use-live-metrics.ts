import { useEffect, useMemo, useState } from "react";
import type { MetricsAggregates } from "../client/aggregates.ts";
import type { Connection } from "../client/connection.ts";
import { metricsService, type MetricsService } from "../client/metrics-service.ts";
import type { Meta } from "../metric/meta.ts";
import type { UserMetric } from "../metric/user-metric.ts";
import { findServer, follow } from "./server.ts";

export interface UseLiveMetricsOptions {
  /**
   * The base address of a hub. Without it `VITE_METRICS_WS_URL` is followed, else `VITE_METRICS_API_URL` is polled, else
   * the hub where the page came from is connected to.
   */
  hubUrl?: string;
  service?: MetricsService;
}

export interface LiveMetrics {
  /** All users in a few numbers; undefined until any are known. */
  metrics: MetricsAggregates | undefined;
  users: readonly UserMetric[];
  /** What is known about each user, in the same order. */
  metas: readonly Meta[];
  connection: Connection;
}

/** Users and numbers of a server, live. Connects while it is mounted. */
export function useLiveMetrics({ hubUrl, service = metricsService }: UseLiveMetricsOptions = {}): LiveMetrics {
  const server = useMemo(() => findServer(hubUrl), [hubUrl]);
  const [live, setLive] = useState<LiveMetrics>({
    metrics: undefined,
    users: [],
    metas: [],
    connection: { state: "idle" },
  });

  useEffect(() => {
    const unsubscribe = [
      service.onMetricsUpdate((metrics) => setLive((live) => ({ ...live, metrics }))),
      service.onUserMetricsUpdate((users, metas) => setLive((live) => ({ ...live, users, metas }))),
      service.onConnectionChange((connection) => setLive((live) => ({ ...live, connection }))),
    ];
    const unfollow = follow(service, server);
    return () => {
      unfollow();
      for (const end of unsubscribe) end();
    };
  }, [service, server]);

  return live;
}
