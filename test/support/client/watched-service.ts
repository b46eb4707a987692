import {
  createMetricsService,
  type MetricsService,
  type MetricsServiceOptions,
} from "../../../src/client/metrics-service.ts";
import type { Connection } from "../../../src/client/connection.ts";
import type { UserEvent } from "../../../src/metric/event.ts";
import type { UserMetric } from "../../../src/metric/user-metric.ts";

/** A service with all that it told, as a table of users that lives by the changes alone would have it. */
export interface WatchedService extends Disposable {
  service: MetricsService;
  users: Map<string, UserMetric>;
  /** How many users there were after each change. */
  sizes: number[];
  events: UserEvent[];
  connections: Connection[];
  problems: string[];
  /** As it was told last. */
  state: () => Connection["state"];
}

export function watchService(options: MetricsServiceOptions = {}, create = createMetricsService): WatchedService {
  const service = create({ reconnectMs: 20, ...options });
  const users = new Map<string, UserMetric>();
  const sizes: number[] = [];
  const events: UserEvent[] = [];
  const connections: Connection[] = [];
  const problems: string[] = [];
  service.onChanges(({ changed, left }) => {
    for (const userId of left) users.delete(userId);
    for (const { metric } of changed) users.set(metric.userId, metric);
    sizes.push(users.size);
  });
  service.onEvent((event) => events.push(event));
  service.onConnectionChange((connection) => connections.push(connection));
  service.onProblem(({ message }) => problems.push(message));
  return {
    service,
    users,
    sizes,
    events,
    connections,
    problems,
    state: () => connections.at(-1)!.state,
    [Symbol.dispose]: () => service.close(),
  };
}
