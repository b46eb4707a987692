import type { MetricRecord, Meta } from "../metric/meta.ts";
import type { UserMetric } from "../metric/user-metric.ts";
import type { Connection } from "./connection.ts";
import { createListeners, type Unsubscribe } from "./listeners.ts";
import { readFrame } from "./read-frame.ts";
import { UserRecords } from "./user-records.ts";
import { WebSocketConnection } from "./web-socket-connection.ts";

/** Keeps the latest metric of each user and tells its subscribers about every change. */
export interface MetricsService {
  /** Follows the server at this address until `disconnect`, through restarts of either side. */
  connectWebSocket(url: string): void;
  /** Leaves the server. The users stay, and the next connection resumes where this one ended. */
  disconnect(): void;
  /** Tries at once instead of waiting for the next try. Does nothing unless a try is being waited for. */
  retryNow(): void;
  /** Tells all users and, in the same order, what is known about each: now if there are any, then on every change. */
  onUserMetricsUpdate(listener: (users: UserMetric[], metas: Meta[]) => void): Unsubscribe;
  /** Tells the state of the connection: now, then whenever it changes. */
  onConnectionChange(listener: (connection: Connection) => void): Unsubscribe;
}

export interface MetricsServiceOptions {
  /** Milliseconds between two tries to reach the server, give or take a fifth. Default 5,000. */
  reconnectMs?: number;
  random?: () => number;
}

export function createMetricsService({
  reconnectMs = 5_000,
  random = Math.random,
}: MetricsServiceOptions = {}): MetricsService {
  const records = new UserRecords();
  const usersChanged = createListeners<[UserMetric[], Meta[]]>();
  const connectionChanged = createListeners<[Connection]>();
  let connection: Connection = { state: "idle" };
  let socket: WebSocketConnection | undefined;

  function takeFrame(text: string): void {
    if (records.apply(readFrame(text))) usersChanged.tell(...toColumns(records.all()));
  }

  function changeConnection(next: Connection): void {
    connection = next;
    connectionChanged.tell(connection);
  }

  return {
    connectWebSocket(url) {
      socket?.close();
      socket = new WebSocketConnection({
        url,
        reconnectMs,
        random,
        cursor: () => records.cursor,
        onText: takeFrame,
        onChange: changeConnection,
      });
      socket.open();
    },
    disconnect() {
      socket?.close();
      socket = undefined;
    },
    retryNow: () => socket?.retryNow(),
    onUserMetricsUpdate(listener) {
      if (records.size > 0) listener(...toColumns(records.all()));
      return usersChanged.add(listener);
    },
    onConnectionChange(listener) {
      listener(connection);
      return connectionChanged.add(listener);
    },
  };
}

function toColumns(records: readonly MetricRecord[]): [UserMetric[], Meta[]] {
  return [records.map(({ metric }) => metric), records.map(({ meta }) => meta)];
}

/** The one service that an app usually needs. */
export const metricsService: MetricsService = createMetricsService();
