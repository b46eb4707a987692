import type { UserEvent } from "../metric/event.ts";
import type { MetricRecord, Meta } from "../metric/meta.ts";
import type { RunReport } from "../metric/run-report.ts";
import type { UserMetric } from "../metric/user-metric.ts";
import { toAggregates, type MetricsAggregates } from "./aggregates.ts";
import type { Host } from "./host.ts";
import { createListeners, type Listeners, type Unsubscribe } from "./listeners.ts";
import type { Hearing } from "./metrics-service.ts";
import { News, type Changes, type Told } from "./news.ts";
import type { Problem } from "./report.ts";
import { SeenEvents } from "./seen-events.ts";
import { Source } from "./source.ts";
import { Unreadable } from "./unreadable.ts";
import { Users } from "./users.ts";

interface LiveStateOptions {
  host: Host;
  userTtlMs: number;
  report: (problem: Problem) => void;
}

const tickMs = 1_000;
/** The numbers of more users take milliseconds to work out: they are told at each tick, not at each change. */
const fewUsers = 1_000;

/** Users, events and runs as they are now, and who wants to know. */
export class LiveState {
  readonly #options: LiveStateOptions;
  readonly #users: Users;
  readonly #runs = new Map<string, RunReport>();
  readonly #seenEvents = new SeenEvents();
  readonly #news: News;
  readonly #metrics: Listeners<[MetricsAggregates]>;
  readonly #lists: Listeners<[UserMetric[], Meta[]]>;
  readonly #changes: Listeners<[Changes]>;
  readonly #events: Listeners<[UserEvent]>;
  readonly #runLists: Listeners<[RunReport[]]>;
  /** How many were active when the numbers were told last; undefined when they are to be told whatever they are. */
  #toldActive: number | undefined;
  #cancelTick: (() => void) | undefined;

  /** What of the service is done here. */
  readonly calls: Hearing = {
    getUser: (userId) => this.#users.get(userId),
    onMetricsUpdate: (listener) =>
      this.#greet(this.#metrics, listener, () => {
        const metrics = this.#toMetrics();
        if (this.#metrics.size === 0) this.#toldActive = metrics.activeUsers;
        return [metrics];
      }),
    onUserMetricsUpdate: (listener) => this.#greet(this.#lists, listener, () => toColumns(this.#users.all())),
    onChanges: (listener) => this.#greet(this.#changes, listener, () => [{ changed: this.#users.all(), left: [] }]),
    onRunsUpdate: (listener) => this.#greet(this.#runLists, listener, () => [[...this.#runs.values()]], this.#runs),
    onEvent: (listener) => this.#events.add(listener),
  };

  constructor(options: LiveStateOptions) {
    const { host, report } = options;
    this.#options = options;
    this.#users = new Users((...change) => this.#noteUser(...change), host.elapsed);
    this.#news = new News(host, (told) => this.#tell(told));
    this.#metrics = createListeners(report);
    this.#lists = createListeners(report);
    this.#changes = createListeners(report);
    this.#events = createListeners(report);
    this.#runLists = createListeners(report);
  }

  createSource(host: string): Source {
    const known = { users: this.#users, runs: this.#runs, seenEvents: this.#seenEvents, news: this.#news };
    return new Source(known, new Unreadable({ host, report: this.#options.report }));
  }

  /** Takes in what has no source but this page or process, and tells of it at once. */
  push(records: readonly MetricRecord[]): void {
    for (const record of records) this.#users.put(record, undefined);
    this.#news.tellNow();
  }

  /** Time changes nothing any more, until somebody tells of a user again. */
  close(): void {
    this.#cancelTick?.();
    this.#cancelTick = undefined;
  }

  /** A new subscriber is told what is known, if anything is; what others are yet to be told must not come twice. */
  #greet<Arguments extends [unknown, ...unknown[]]>(
    listeners: Listeners<Arguments>,
    listener: (...what: Arguments) => void,
    known: () => Arguments,
    { size }: { size: number } = this.#users,
  ): Unsubscribe {
    this.#news.tellNow();
    return listeners.add(listener, size > 0 ? known() : undefined);
  }

  #noteUser(userId: string, record: MetricRecord | undefined): void {
    this.#news.addUser(userId, record);
    this.#tickSoon();
  }

  #tell({ changed, left, events, hasNewRuns }: Told): void {
    if (changed.length > 0 || left.length > 0) {
      if (this.#changes.size > 0) this.#changes.tell({ changed, left });
      // Copying many users takes time: only for who asked for them.
      if (this.#lists.size > 0) this.#lists.tell(...toColumns(this.#users.all()));
      this.#toldActive = undefined;
      if (this.#users.size <= fewUsers) this.#tellMetrics();
    }
    if (hasNewRuns) this.#runLists.tell([...this.#runs.values()]);
    for (const event of events) this.#events.tell(event);
  }

  #tellMetrics(): void {
    if (this.#metrics.size === 0) return;
    const metrics = this.#toMetrics();
    if (metrics.activeUsers === this.#toldActive) return;
    this.#toldActive = metrics.activeUsers;
    this.#metrics.tell(metrics);
  }

  #toMetrics(): MetricsAggregates {
    return toAggregates(this.#users.all(), this.#options.host.now());
  }

  /** Time alone changes who is active, and who was not heard of for too long. */
  #tick(): void {
    this.#users.expire(this.#options.userTtlMs);
    this.#news.tellNow();
    this.#tellMetrics();
    if (this.#users.size > 0) this.#tickSoon();
  }

  #tickSoon(): void {
    this.#cancelTick ??= this.#options.host.afterIfAlive(tickMs, () => {
      this.#cancelTick = undefined;
      this.#tick();
    });
  }
}

function toColumns(records: readonly MetricRecord[]): [UserMetric[], Meta[]] {
  return [records.map(({ metric }) => metric), records.map(({ meta }) => meta)];
}
