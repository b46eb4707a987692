import type { Connection } from "../../client/connection.ts";
import type { MetricsService } from "../../client/metrics-service.ts";
import type { Changes } from "../../client/news.ts";
import type { UserEvent } from "../../metric/event.ts";
import type { RunReport } from "../../metric/run-report.ts";
import { Crowd } from "./crowd.ts";
import type { Census } from "./figures.ts";
import { countFacet, type FacetCount, type FacetName } from "./filters.ts";
import { HubApi } from "./hub-api.ts";
import { measureClockOffsetMs } from "./hub-clock.ts";
import { Inbox } from "./inbox.ts";
import { LastHour } from "./last-hour.ts";
import type { Row } from "./row.ts";
import { RowList } from "./row-list.ts";
import { toSnapshot, type Snapshot } from "./snapshot.ts";
import type { Clock } from "./status.ts";
import { Targets } from "./targets.ts";
import { hourMs } from "./times.ts";
import type { Gap } from "./timeline.ts";
import { Upkeep } from "./upkeep.ts";
import { initialChoice, type Choice } from "./choice.ts";

interface LiveViewOptions {
  service: MetricsService;
  hubUrl: string;
  choice?: Choice;
}

/** The upkeep has three parts, each of which is due once a second. */
const tickMs = 1_000 / 3;

/** Turns what the service tells into what the page shows: at most once a frame, and once a second for the ages. */
export class LiveView {
  readonly #service: MetricsService;
  readonly #hubUrl: string;
  readonly #api: HubApi;
  readonly #listeners = new Set<() => void>();
  readonly #crowd = new Crowd((seat) => this.#rowList.note(seat));
  readonly #rowList: RowList;
  readonly #upkeep: Upkeep;
  readonly #lastHour = new LastHour();
  readonly #targets = new Targets();
  readonly #inbox = new Inbox();
  #connection: Connection = { state: "idle" };
  #clockOffsetMs = 0;
  #lostAt: number | undefined;
  /** Whether all who were there have come, and whether they stand in the list: until then nothing is said of them all. */
  #isWhole = false;
  #isListed = false;
  /** When the page was paused, and the moment that it shows since. */
  #pause: { at: number; asOf: number } | undefined;
  /** Of which the hub is yet to be asked, once the page is live and not paused. */
  #missed: Gap | undefined;
  #isPastDue = false;
  #choice: Choice;
  #frame: number | undefined;
  #closed = new AbortController();
  #snapshot: Snapshot;

  constructor({ service, hubUrl, choice = initialChoice }: LiveViewOptions) {
    this.#service = service;
    this.#hubUrl = hubUrl;
    this.#api = new HubApi(service, hubUrl);
    this.#choice = choice;
    this.#rowList = new RowList(choice, () => this.#refreshSoon());
    this.#upkeep = new Upkeep({
      crowd: this.#crowd,
      rowList: this.#rowList,
      targets: this.#targets,
      clock: () => this.#clock(),
      isWhole: () => this.#isWhole,
      onCounted: (...counted) => this.#sample(...counted),
    });
    this.#snapshot = this.#toSnapshot();
  }

  /** Follows the service until the returned function is called. */
  follow(): () => void {
    const closed = new AbortController();
    this.#closed = closed;
    const unsubscribe = [
      this.#service.onRunsUpdate((runs) => this.#receiveRuns(runs)),
      this.#service.onChanges((changes) => this.#receive(changes)),
      this.#service.onEvent((event) => this.#hear(event)),
      this.#service.onConnectionChange((connection) => this.#changeConnection(connection)),
    ];
    const tick = setInterval(() => this.#tick(), tickMs);

    return () => {
      clearInterval(tick);
      for (const end of unsubscribe) end();
      this.#upkeep.stop();
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

  /** Rows keep their places for as long as anything holds them: the pointer, the focus, a menu. */
  readonly holdOrder = (holder: string, isHeld: boolean): void => {
    if (!this.#upkeep.hold(holder, isHeld)) return;
    if (!this.#pause) this.#upkeep.arrange();
    this.#refresh();
  };

  /** Everything stands still but the pill and the ages; what comes is kept. */
  readonly pause = (): void => {
    this.#pause ??= { at: this.#now(), asOf: this.#clock().asOf };
    this.#upkeep.stop();
    this.#refresh();
  };

  readonly resume = (): void => {
    if (!this.#pause) return;
    const { at: from } = this.#pause;
    this.#pause = undefined;
    const { changes, events, droppedUntil: to, runs } = this.#inbox.empty();
    if (to !== undefined) {
      this.#lastHour.miss({ from, to });
      this.#isPastDue = true;
    }
    this.#lastHour.take(events);
    this.#takeRuns(runs);
    this.#take(changes);
    this.#upkeep.doAll();
    this.#catchUp();
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
  readonly eventsOf = (userId: string): UserEvent[] => this.events().filter((event) => event.userId === userId);
  readonly barsOf = (userId: string): (number | undefined)[] => this.#lastHour.log.barsOf(userId, this.#clock().asOf);
  readonly mostOf = (userIds: readonly string[]): number => this.#lastHour.log.mostOf(userIds, this.#clock().asOf);
  readonly countEvents = (userId: string): number | undefined => this.#lastHour.log.countOf(userId, this.#clock().asOf);
  readonly events = (): readonly UserEvent[] => this.#lastHour.log.kept;
  readonly countFacet = (facet: FacetName): FacetCount[] => countFacet(this.rows(), facet, this.#choice);
  readonly rows = (): Row[] => this.#crowd.seats().map(({ row }) => row);

  #receive(changes: Changes): void {
    if (this.#pause) this.#inbox.putChanges(changes);
    else {
      const wasEmpty = this.#crowd.size === 0;
      this.#take(changes);
      if (wasEmpty) this.#upkeep.doAll();
      else if (!this.#isListed && this.#isNobodyShown) this.#upkeep.arrange();
    }
    this.#refreshSoon();
  }

  #take({ changed, left }: Changes): void {
    const clock = this.#clock();
    for (const record of changed) this.#crowd.put(record, clock, this.#targets.intervalOf);
    for (const userId of left) this.#crowd.remove(userId, performance.now());
  }

  #hear(event: UserEvent): void {
    if (this.#pause) this.#inbox.putEvent(event);
    else this.#lastHour.take([event]);
    this.#refreshSoon();
  }

  #receiveRuns(runs: readonly RunReport[]): void {
    if (this.#pause) this.#inbox.putRuns(runs);
    else this.#takeRuns(runs);
    this.#refreshSoon();
  }

  #takeRuns(runs: readonly RunReport[]): void {
    if (this.#targets.take(runs, this.#now())) void this.#loadTargets();
  }

  #changeConnection(connection: Connection): void {
    const wasLive = isLive(this.#connection);
    this.#connection = connection;
    if (isLive(connection) && !wasLive) this.#becomeLive();
    else if (!isLive(connection) && wasLive) this.#lostAt = this.#toHubTime(connection);
    this.#refreshSoon();
  }

  #becomeLive(): void {
    if (this.#lostAt !== undefined) this.#missed = { from: this.#missed?.from ?? this.#lostAt, to: this.#now() };
    this.#lostAt = undefined;
    this.#isWhole = true;
    if (!this.#pause) this.#upkeep.doAll();
    this.#isPastDue = true;
    void this.#readHubClock();
    void this.#loadTargets();
    this.#catchUp();
  }

  /** The last hour as the hub has it: a page that was loaded anew, or was away, is not left with a hole. */
  #catchUp(): void {
    if (!this.#isPastDue || this.#pause || !isLive(this.#connection)) return;
    if (this.#missed) this.#lastHour.miss(this.#missed);
    this.#missed = undefined;
    this.#isPastDue = false;
    void this.#loadPast();
  }

  async #readHubClock(): Promise<void> {
    const { signal } = this.#closed;
    const offsetMs = await measureClockOffsetMs(this.#hubUrl, signal);
    if (signal.aborted) return;
    this.#clockOffsetMs = offsetMs;
    if (!this.#pause) this.#upkeep.doAll();
    this.#refreshSoon();
  }

  async #loadPast(): Promise<void> {
    const { signal } = this.#closed;
    const since = this.#now();
    const past = await this.#api.past(since - hourMs, signal);
    if (signal.aborted) return;
    if (this.#pause) this.#isPastDue = true;
    else this.#lastHour.fillIn(past, { since, now: this.#now() });
    this.#refreshSoon();
  }

  async #loadHistory(): Promise<void> {
    const { signal } = this.#closed;
    const steps = await this.#api.history(signal);
    if (!signal.aborted && !this.#pause) this.#lastHour.timeline.load(steps, this.#now());
    this.#refreshSoon();
  }

  async #loadTargets(): Promise<void> {
    const { signal } = this.#closed;
    const news = await this.#api.targets(signal);
    if (!signal.aborted && !this.#pause && news) this.#targets.learn(news, this.#now());
    this.#refreshSoon();
  }

  #tick(): void {
    if (!this.#pause) this.#goOn();
    this.#refreshSoon();
  }

  #goOn(): void {
    const now = this.#now();
    this.#upkeep.doNext();
    this.#lastHour.prune(now);
    if (!isLive(this.#connection) || !this.#lastHour.endMinutes(now)) return;
    void this.#loadHistory();
    void this.#loadTargets();
  }

  #sample({ figures: { activeNow } }: Census, asOf: number): void {
    if (activeNow !== undefined && isLive(this.#connection)) this.#lastHour.timeline.sample(asOf, activeNow);
    this.#refreshSoon();
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

  get #isNobodyShown(): boolean {
    return this.#rowList.shown.seats.length === 0;
  }

  #now(): number {
    return Date.now() + this.#clockOffsetMs;
  }

  #clock(): Clock {
    const now = this.#now();
    return { now, asOf: Math.min(this.#lostAt ?? now, this.#pause?.asOf ?? now) };
  }

  /** When something was last heard, as far as that is known. */
  #toHubTime(connection: Connection): number {
    const since = "since" in connection ? connection.since : undefined;
    return (since ?? Date.now()) + this.#clockOffsetMs;
  }

  #refreshSoon(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#refresh();
    });
  }

  #refresh(): void {
    this.#isListed ||= this.#isWhole && !this.#rowList.isAtWork;
    this.#snapshot = this.#toSnapshot();
    for (const listener of this.#listeners) listener();
  }

  #toSnapshot(): Snapshot {
    const clock = this.#clock();
    const { shown } = this.#rowList;
    return toSnapshot(this.#snapshot, {
      clock,
      connection: this.#connection,
      lostAt: this.#lostAt,
      pausedAt: this.#pause?.at,
      heldCount: this.#inbox.size,
      userCount: this.#crowd.size,
      census: this.#upkeep.census,
      shown: shown.seats,
      isSynthetic: shown.isSynthetic,
      isWhole: this.#isWhole,
      isFilling: this.#rowList.isFilling || (!this.#isListed && this.#isNobodyShown),
      choice: this.#choice,
      selected: this.#selected(),
      isOrderHeld: this.#upkeep.isOrderHeld,
      feed: this.#lastHour.feed.items,
      eventsSince: this.#lastHour.log.keptSince,
      targets: this.#targets.list,
      olderSources: this.#targets.older,
      timeline: this.#lastHour.timeline,
    });
  }
}

function isLive({ state }: Connection): boolean {
  return state === "live" || state === "gap";
}
