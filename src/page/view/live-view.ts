import type { Connection } from "../../client/connection.ts";
import type { MetricsService } from "../../client/metrics-service.ts";
import type { Changes } from "../../client/news.ts";
import type { UserEvent } from "../../metric/event.ts";
import { Crowd, type Seat } from "./crowd.ts";
import { EventLog, hourMs } from "./event-log.ts";
import { Feed } from "./feed.ts";
import { takeCensus, type Census } from "./figures.ts";
import { countFacet, type FacetCount, type FacetName } from "./filters.ts";
import { HubApi } from "./hub-api.ts";
import { measureClockOffsetMs } from "./hub-clock.ts";
import { Inbox } from "./inbox.ts";
import type { Row } from "./row.ts";
import { RowList } from "./row-list.ts";
import { toSnapshot, type Snapshot } from "./snapshot.ts";
import type { Clock } from "./status.ts";
import { Targets } from "./targets.ts";
import { Timeline } from "./timeline.ts";
import { initialChoice, type Choice } from "./choice.ts";

interface LiveViewOptions {
  service: MetricsService;
  hubUrl: string;
  choice?: Choice;
}

/** Each half of what a second brings has its own tick: with many users, either fills a good part of a frame. */
const tickMs = 500;
const minuteMs = 60_000;
/** For as long who has left is seen to have. */
const leavingMs = 5_000;
const emptyCensus: Census = takeCensus([], 0);

/** Turns what the service tells into what the page shows: at most once a frame, and once a second for the ages. */
export class LiveView {
  readonly #service: MetricsService;
  readonly #hubUrl: string;
  readonly #api: HubApi;
  readonly #listeners = new Set<() => void>();
  readonly #crowd = new Crowd();
  readonly #rowList = new RowList(() => this.#refreshSoon());
  readonly #log = new EventLog();
  readonly #feed = new Feed();
  readonly #timeline = new Timeline();
  readonly #targets = new Targets();
  readonly #inbox = new Inbox();
  #census = emptyCensus;
  #connection: Connection = { state: "idle" };
  #clockOffsetMs = 0;
  #lostAt: number | undefined;
  #pausedAt: number | undefined;
  #choice: Choice;
  #isOrderHeld = false;
  #isTurnOfPlaces = false;
  #minute = 0;
  #frame: number | undefined;
  #snapshot: Snapshot;

  constructor({ service, hubUrl, choice = initialChoice }: LiveViewOptions) {
    this.#service = service;
    this.#hubUrl = hubUrl;
    this.#api = new HubApi(hubUrl);
    this.#choice = choice;
    this.#rowList.sortBy(choice.sort);
    this.#rowList.filterBy(choice.query, choice.filters);
    this.#snapshot = this.#toSnapshot();
  }

  /** Follows the service until the returned function is called. */
  follow(): () => void {
    const closed = new AbortController();
    const { signal } = closed;
    const unsubscribe = [
      this.#service.onRunsUpdate((runs) => {
        this.#targets.take(runs);
        void this.#loadTargets(signal);
        this.#refreshSoon();
      }),
      this.#service.onChanges((changes) => this.#receive(changes)),
      this.#service.onEvent((event) => this.#hear(event)),
      this.#service.onConnectionChange((connection) => this.#changeConnection(connection, signal)),
    ];
    const tick = setInterval(() => this.#tick(signal), tickMs);

    return () => {
      clearInterval(tick);
      for (const end of unsubscribe) end();
      closed.abort();
      if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
      this.#frame = undefined;
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): Snapshot => this.#snapshot;

  /** What the reader wants to see; the rest of the choice stays. */
  readonly choose = (wish: Partial<Choice>): void => {
    const former = this.#choice;
    this.#choice = { ...former, ...wish };
    if (wish.sort && wish.sort !== former.sort) this.#rowList.sortBy(wish.sort);
    if (wish.query !== undefined || wish.filters) this.#rowList.filterBy(this.#choice.query, this.#choice.filters);
    this.#refresh();
  };

  /** Opens the drawer of a user. */
  readonly open = (userId: string): void => this.choose({ userId, cursorId: userId });

  /** Goes so many rows down, and with an open drawer to that user. Returns the row it came to. */
  readonly moveCursor = (by: number): number | undefined => {
    const { shown, choice } = this.#snapshot;
    if (shown.length === 0) return undefined;
    const at = shown.findIndex(({ row }) => row.metric.userId === choice.cursorId);
    const first = by > 0 && Number.isFinite(by) ? by - 1 : 0;
    const index = Math.max(0, Math.min(shown.length - 1, at === -1 && by !== Infinity ? first : at + by));
    const { userId } = shown[index]!.row.metric;
    this.choose(choice.userId === undefined ? { cursorId: userId } : { userId, cursorId: userId });
    return index;
  };

  readonly holdOrder = (isHeld: boolean): void => {
    if (this.#isOrderHeld === isHeld) return;
    this.#isOrderHeld = isHeld;
    if (!isHeld) this.#arrange();
    this.#refresh();
  };

  /** Everything stands still but the pill and the ages; what comes is kept. */
  readonly pause = (): void => {
    this.#pausedAt ??= this.#now();
    this.#refresh();
  };

  readonly resume = (): void => {
    if (this.#pausedAt === undefined) return;
    this.#pausedAt = undefined;
    const { changes, events } = this.#inbox.empty();
    this.#takeEvents(events);
    this.#take(changes);
    this.#count();
    this.#refresh();
  };

  readonly retryNow = (): void => this.#service.retryNow();
  readonly dismissGap = (): void => this.#service.dismissGap();

  readonly runTarget = async (name: string): Promise<void> => {
    this.#targets.setRunning(name, this.#now());
    this.#refresh();
    const refusal = await this.#api.run(name);
    if (refusal !== undefined) this.#targets.setRunning(name, undefined, refusal);
    this.#refresh();
  };

  readonly getRow = (userId: string): Row | undefined => this.#crowd.get(userId);
  readonly eventsOf = (userId: string): UserEvent[] => this.#log.kept.filter((event) => event.userId === userId);
  readonly barsOf = (userId: string): (number | undefined)[] => this.#log.barsOf(userId, this.#clock().asOf);
  readonly events = (): readonly UserEvent[] => this.#log.kept;
  readonly countFacet = (facet: FacetName): FacetCount[] => countFacet(this.#rows(), facet, this.#choice);
  readonly rows = (): Row[] => [...this.#rows()];

  #receive(changes: Changes): void {
    if (this.#pausedAt !== undefined) this.#inbox.putChanges(changes);
    else {
      const wasEmpty = this.#crowd.size === 0;
      this.#take(changes);
      if (wasEmpty) this.#count();
    }
    this.#refreshSoon();
  }

  #take({ changed, left }: Changes): void {
    const clock = this.#clock();
    for (const record of changed) this.#rowList.note(this.#crowd.put(record, clock, this.#targets.intervalOf));
    for (const userId of left) {
      const seat = this.#crowd.remove(userId, performance.now());
      if (seat) this.#rowList.note(seat);
    }
  }

  #hear(event: UserEvent): void {
    if (this.#pausedAt !== undefined) this.#inbox.putEvent(event);
    else this.#takeEvents([event]);
    this.#refreshSoon();
  }

  #takeEvents(events: readonly UserEvent[]): void {
    this.#feed.put(events.filter((event) => this.#log.take(event)));
  }

  #changeConnection(connection: Connection, signal: AbortSignal): void {
    const wasLive = isLive(this.#connection);
    this.#connection = connection;
    if (isLive(connection) && !wasLive) {
      if (this.#lostAt !== undefined) this.#feed.putGap(this.#lostAt, this.#now());
      this.#lostAt = undefined;
      void this.#readHubClock(signal);
      void this.#loadPast(signal);
    } else if (!isLive(connection) && wasLive) this.#lostAt = this.#now();
    this.#refreshSoon();
  }

  async #readHubClock(signal: AbortSignal): Promise<void> {
    const offsetMs = await measureClockOffsetMs(this.#hubUrl, signal);
    if (signal.aborted) return;
    this.#clockOffsetMs = offsetMs;
    this.#count();
    this.#refreshSoon();
  }

  /** The last hour as the hub has it: a page that was loaded anew, or was away, is not left with a hole. */
  async #loadPast(signal: AbortSignal): Promise<void> {
    const from = this.#now() - hourMs;
    const [steps, past] = await Promise.all([this.#api.history(signal), this.#api.eventsSince(from, signal)]);
    if (signal.aborted) return;
    this.#timeline.load(steps, this.#now());
    this.#log.beginAt(past?.knownSince ?? this.#now());
    if (past) this.#takeEvents(past.events);
    this.#refreshSoon();
  }

  async #loadHistory(signal: AbortSignal): Promise<void> {
    const steps = await this.#api.history(signal);
    if (!signal.aborted) this.#timeline.load(steps, this.#now());
    this.#refreshSoon();
  }

  async #loadTargets(signal: AbortSignal): Promise<void> {
    const names = await this.#api.runnableTargets(signal);
    if (!signal.aborted) this.#targets.allowRuns(names);
    this.#refreshSoon();
  }

  #tick(signal: AbortSignal): void {
    const now = this.#now();
    this.#isTurnOfPlaces = !this.#isTurnOfPlaces;
    if (this.#pausedAt === undefined && this.#isTurnOfPlaces) {
      this.#arrange();
      this.#log.prune(now);
      this.#timeline.prune(now);
    } else if (this.#pausedAt === undefined) this.#judge();
    const minute = Math.floor(now / minuteMs);
    if (minute !== this.#minute && isLive(this.#connection)) {
      if (this.#minute !== 0) this.#endMinute(minute - 1, signal);
      this.#minute = minute;
    }
    this.#refreshSoon();
  }

  #endMinute(minute: number, signal: AbortSignal): void {
    const counted = this.#log.inMinute(minute * minuteMs);
    if (counted !== undefined) this.#timeline.countEvents(minute * minuteMs, counted);
    void this.#loadHistory(signal);
  }

  #count(): void {
    this.#judge();
    this.#arrange();
  }

  /** What time alone changes as well: status and figures. */
  #judge(): void {
    const clock = this.#clock();
    for (const seat of this.#crowd.judge(clock, this.#targets.intervalOf)) this.#rowList.note(seat);
    this.#census = takeCensus(this.#rows(), clock.asOf);
    const { activeNow } = this.#census.figures;
    if (activeNow !== undefined && isLive(this.#connection)) this.#timeline.sample(clock.asOf, activeNow);
  }

  #arrange(): void {
    const isHeld = this.#isOrderHeld;
    const gone: ReadonlySet<Seat> = isHeld ? new Set() : this.#crowd.forget(performance.now() - leavingMs);
    this.#rowList.arrange({ isHeld, gone });
  }

  /** Who has left meanwhile stays open for as long as the reader wants. */
  #selected(): Row | undefined {
    const { userId } = this.#choice;
    if (userId === undefined) return undefined;
    const row = this.#crowd.get(userId);
    const former = this.#snapshot?.selected;
    if (row || former?.metric.userId !== userId) return row;
    return former.status === "left" ? former : { ...former, status: "left" };
  }

  *#rows(): Iterable<Row> {
    for (const { row } of this.#crowd.seats()) yield row;
  }

  #now(): number {
    return Date.now() + this.#clockOffsetMs;
  }

  #clock(): Clock {
    const now = this.#now();
    return { now, asOf: Math.min(this.#lostAt ?? now, this.#pausedAt ?? now) };
  }

  #refreshSoon(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#refresh();
    });
  }

  #refresh(): void {
    this.#snapshot = this.#toSnapshot();
    for (const listener of this.#listeners) listener();
  }

  #toSnapshot(): Snapshot {
    const clock = this.#clock();
    return toSnapshot(this.#snapshot, {
      clock,
      connection: this.#connection,
      lostAt: this.#lostAt,
      pausedAt: this.#pausedAt,
      heldCount: this.#inbox.size,
      userCount: this.#crowd.size,
      census: this.#census,
      shown: this.#rowList.shown,
      choice: this.#choice,
      selected: this.#selected(),
      isOrderHeld: this.#isOrderHeld,
      feed: this.#feed.items,
      targets: this.#targets.list(),
      timeline: this.#timeline,
    });
  }
}

function isLive({ state }: Connection): boolean {
  return state === "live" || state === "gap";
}
