import type { UserEvent } from "../metric/event.ts";
import type { MetricRecord, Meta } from "../metric/meta.ts";
import type { RunReport } from "../metric/run-report.ts";
import type { UserMetric } from "../metric/user-metric.ts";
import { toAggregates, type MetricsAggregates } from "./aggregates.ts";
import type { Host } from "./host.ts";
import { createListeners, type Listeners, type Unsubscribe } from "./listeners.ts";
import type { Hearing } from "./metrics-service.ts";
import { createNews, type Changes } from "./news.ts";
import type { Problem } from "./report.ts";
import { createNoveltyCheck } from "./seen-events.ts";
import { createSource, type Source } from "./source.ts";
import { createUnreadableCount } from "./unreadable.ts";
import { createUsers } from "./users.ts";

interface LiveStateOptions {
  host: Host;
  userTtlMs: number;
  report: (problem: Problem) => void;
}

const tickMs = 1_000;
/** The numbers of more users take milliseconds to work out: they are told at each tick, not at each change. */
const fewUsers = 1_000;

/** Users, events and runs as they are now, and who wants to know. */
export interface LiveState {
  /** What of the service is done here. */
  calls: Hearing;
  createSource(host: string): Source;
  /** Takes in what has no source but this page or process, and tells of it at once. */
  push(records: readonly MetricRecord[]): void;
  /** Time changes nothing any more, until somebody tells of a user again. */
  close(): void;
}

export function createLiveState({ host, userTtlMs, report }: LiveStateOptions): LiveState {
  const metricsListeners = createListeners<[MetricsAggregates]>(report);
  const listsListeners = createListeners<[UserMetric[], Meta[]]>(report);
  const changesListeners = createListeners<[Changes]>(report);
  const eventListeners = createListeners<[UserEvent]>(report);
  const runsListeners = createListeners<[RunReport[]]>(report);
  const isNewEvent = createNoveltyCheck();
  const runs = new Map<string, RunReport>();
  /** How many were active when the numbers were told last; undefined when they are to be told whatever they are. */
  let toldActive: number | undefined;
  let cancelTick: (() => void) | undefined;

  const users = createUsers((userId, record) => {
    news.addUser(userId, record);
    tickSoon();
  }, host.elapsed);

  const news = createNews(host, ({ changed, left, events, hasNewRuns }) => {
    if (changed.length > 0 || left.length > 0) {
      changesListeners.tell({ changed, left });
      // Copying many users takes time: only for who asked for them.
      if (listsListeners.size > 0) listsListeners.tell(...toColumns(users.all()));
      toldActive = undefined;
      if (users.size <= fewUsers) tellMetrics();
    }
    if (hasNewRuns) runsListeners.tell([...runs.values()]);
    for (const event of events) eventListeners.tell(event);
  });

  const toMetrics = (): MetricsAggregates => toAggregates(users.all(), host.now());

  const tellMetrics = (): void => {
    if (metricsListeners.size === 0) return;
    const metrics = toMetrics();
    if (metrics.activeUsers === toldActive) return;
    toldActive = metrics.activeUsers;
    metricsListeners.tell(metrics);
  };

  /** Time alone changes who is active, and who was not heard of for too long. */
  const tick = (): void => {
    cancelTick = undefined;
    users.expire(userTtlMs);
    news.tellNow();
    tellMetrics();
    if (users.size > 0) tickSoon();
  };
  const tickSoon = (): void => {
    cancelTick ??= host.afterIfAlive(tickMs, tick);
  };

  /** A new subscriber is told what is known, if anything is; what others are yet to be told must not come twice. */
  const greet = <Arguments extends [unknown, ...unknown[]]>(
    listeners: Listeners<Arguments>,
    listener: (...what: Arguments) => void,
    known: () => Arguments,
    { size }: { size: number } = users,
  ): Unsubscribe => {
    news.tellNow();
    return listeners.add(listener, size > 0 ? known() : undefined);
  };

  return {
    calls: {
      getUser: (userId) => users.get(userId),
      onMetricsUpdate: (listener) =>
        greet(metricsListeners, listener, () => {
          const metrics = toMetrics();
          if (metricsListeners.size === 0) toldActive = metrics.activeUsers;
          return [metrics];
        }),
      onUserMetricsUpdate: (listener) => greet(listsListeners, listener, () => toColumns(users.all())),
      onChanges: (listener) => greet(changesListeners, listener, () => [{ changed: users.all(), left: [] }]),
      onRunsUpdate: (listener) => greet(runsListeners, listener, () => [[...runs.values()]], runs),
      onEvent: (listener) => eventListeners.add(listener),
    },
    createSource: (server) =>
      createSource({ users, runs, news, isNewEvent, addUnreadable: createUnreadableCount(server, report) }),
    push(records) {
      for (const record of records) users.put(record, undefined);
      news.tellNow();
    },
    close() {
      cancelTick?.();
      cancelTick = undefined;
    },
  };
}

function toColumns(records: readonly MetricRecord[]): [UserMetric[], Meta[]] {
  return [records.map(({ metric }) => metric), records.map(({ meta }) => meta)];
}
