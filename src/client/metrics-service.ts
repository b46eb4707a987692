import type { UserEvent } from "../metric/event.ts";
import type { MetricRecord, Meta } from "../metric/meta.ts";
import type { RunReport } from "../metric/run-report.ts";
import type { UserMetric } from "../metric/user-metric.ts";
import type { MetricsAggregates } from "./aggregates.ts";
import type { Connection } from "./connection.ts";
import { createConnections } from "./connections.ts";
import { createCredentials, type CredentialOptions } from "./credentials.ts";
import { thisHost, toUrl, toWaitMs, type Host } from "./host.ts";
import { createLiveState } from "./live-state.ts";
import { createListeners, type Unsubscribe } from "./listeners.ts";
import type { Changes } from "./news.ts";
import { createPush } from "./push.ts";
import { reportToHost, type Problem } from "./report.ts";

/** How metrics of one's own get in. */
export interface Pushing {
  /**
   * Takes in one user's metric and tells subscribers at once. With `pushTo` the promise settles when the receiver has
   * it, or rejects with a `PushError`; without, at once. Fields left out are missing, not zero.
   */
  pushUserMetric(metric: UserMetric, meta?: Meta): Promise<void>;
  /** The same for many; `metas` are in the order of `metrics`. One that is refused does not cost the others. */
  pushBulkMetrics(metrics: readonly UserMetric[], metas?: readonly (Meta | undefined)[]): Promise<void>;
}

/** How metrics of servers get in. */
export interface Following {
  /**
   * Follows the hub at this base address: by WebSocket, where that leads nowhere by server-sent events, then by polling,
   * and climbs back.
   */
  connect(url: string): void;
  /** Ends whatever is followed. The users stay, and the next connection to the same server resumes. */
  disconnect(): void;
  connectWebSocket(url: string): void;
  disconnectWebSocket(): void;
  connectSSE(url: string): void;
  disconnectSSE(): void;
  /** Asks every so many milliseconds, 10,000 unless given, and never while an answer is under way. */
  startPolling(url: string, ms?: number): void;
  stopPolling(): void;
  /** Tries at once instead of waiting for the next try. Does nothing unless a try is being waited for. */
  retryNow(): void;
  /** The reader has seen how many events were lost. */
  dismissGap(): void;
  /** How the service and its server stand: now, then whenever that changes. */
  onConnectionChange(listener: (connection: Connection) => void): Unsubscribe;
}

/** How what is known is heard of. */
export interface Hearing {
  /** The latest record of a user. */
  getUser(userId: string): MetricRecord | undefined;
  /** All users in a few numbers, when users change and when somebody stops being active; of many once a second. */
  onMetricsUpdate(listener: (metrics: MetricsAggregates) => void): Unsubscribe;
  /** All users and, in the same order, what is known about each. */
  onUserMetricsUpdate(listener: (users: UserMetric[], metas: Meta[]) => void): Unsubscribe;
  /** Who has changed and who has left, and nobody else: for tables of many users. Begins with all. */
  onChanges(listener: (changes: Changes) => void): Unsubscribe;
  /** Each event once: those that a server tells of who connects, a hub's last 100, then each as it happens. */
  onEvent(listener: (event: UserEvent) => void): Unsubscribe;
  /** The last run of each target of the scraper. */
  onRunsUpdate(listener: (runs: RunReport[]) => void): Unsubscribe;
}

/**
 * Keeps the latest metric of each user, from servers and from `push…`, and tells its subscribers about every change.
 * Each `on…` returns what unsubscribes, and tells a new subscriber at once what is known.
 */
export interface MetricsService extends Pushing, Following, Hearing {
  /** Disconnects, and gives up what was pushed and has not arrived: those promises reject. */
  close(): void;
  /**
   * Makes another call of the hub, such as `api/history`, with the service's key or a ticket for it. Whatever is at the
   * address gets it.
   */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  /** What went wrong while the service goes on. Without a subscriber the host's error handling is told. */
  onProblem(listener: (problem: Problem) => void): Unsubscribe;
}

export interface MetricsServiceOptions extends CredentialOptions {
  /** Where `push…` delivers to: the base address of a hub, or of a receiver of the guide; a path is used as it stands. */
  pushTo?: string;
  /** Milliseconds between two tries to reach a server, give or take a fifth. Default 5,000. */
  reconnectMs?: number;
  /** Milliseconds between two polls of `connect`. Default 10,000. */
  pollMs?: number;
  /** After as long, users of a server that does not say who leaves, or who were pushed, are taken out. Default 30 min. */
  userTtlMs?: number;
  /** Metrics that may wait for a receiver; the oldest give way. Default 10,000. */
  maxQueued?: number;
  /** Clocks, timers and chance, for tests. */
  host?: Host;
}

export function createMetricsService(options: MetricsServiceOptions = {}): MetricsService {
  const { host = thisHost } = options;
  const problems = createListeners<[Problem]>(reportToHost);
  const report = (problem: Problem): void => (problems.size > 0 ? problems.tell(problem) : reportToHost(problem));

  const state = createLiveState({ host, userTtlMs: options.userTtlMs ?? 30 * 60_000, report });
  const credentials = createCredentials(options);
  const connections = createConnections({
    state,
    host,
    credentials,
    reconnectMs: toWaitMs(options.reconnectMs, 5_000),
    pollMs: toWaitMs(options.pollMs, 10_000),
    report,
  });
  const push = createPush({ ...options, state, host, credentials, report });

  return {
    ...state.calls,
    ...connections,
    ...push.calls,
    close() {
      connections.disconnect();
      push.close();
      state.close();
    },
    fetch: async (url, init) => await credentials.fetch(toUrl(url), init),
    onProblem: (listener) => problems.add(listener),
  };
}

/** The one service that an app usually needs. */
export const metricsService: MetricsService = createMetricsService();
