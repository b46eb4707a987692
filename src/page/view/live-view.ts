import type { Connection } from "../../client/connection.ts";
import type { MetricsService } from "../../client/metrics-service.ts";
import type { MetricRecord } from "../../metric/meta.ts";
import { toFigures, type Figures } from "./figures.ts";
import { measureClockOffsetMs } from "./hub-clock.ts";
import { initialSort, type Sort } from "./order.ts";
import type { Row } from "./row.ts";
import { RowList } from "./row-list.ts";
import { toMatcher } from "./search.ts";

/** Everything the page shows, at one moment. */
export interface Snapshot {
  connection: Connection;
  /** Whole seconds until the next try; undefined when none is being waited for. */
  retryInSeconds: number | undefined;
  figures: Figures;
  /** The moment that the figures are of, once it has passed: when the connection was lost. */
  figuresOf: number | undefined;
  userCount: number;
  /** The rows that the search leaves, in order. */
  rows: readonly Row[];
  query: string;
  sort: Sort;
  isOrderHeld: boolean;
}

interface LiveViewOptions {
  service: MetricsService;
  hubUrl: string;
}

/** Turns what the service tells into what the page shows: at most once a frame, and once a second for the ages. */
export class LiveView {
  readonly #service: MetricsService;
  readonly #hubUrl: string;
  readonly #listeners = new Set<() => void>();
  readonly #rowList = new RowList();
  #records: readonly MetricRecord[] = [];
  #connection: Connection = { state: "idle" };
  #clockOffsetMs = 0;
  #lostAt: number | undefined;
  #query = "";
  #sort = initialSort;
  #isOrderHeld = false;
  #frame: number | undefined;
  #snapshot: Snapshot;

  constructor({ service, hubUrl }: LiveViewOptions) {
    this.#service = service;
    this.#hubUrl = hubUrl;
    this.#snapshot = this.#toSnapshot();
  }

  /** Follows the service until the returned function is called. */
  follow(): () => void {
    const closed = new AbortController();
    const unsubscribeUsers = this.#service.onUserMetricsUpdate((users, metas) => {
      this.#records = users.map((metric, index) => ({ metric, meta: metas[index]! }));
      this.#refreshSoon();
    });
    const unsubscribeConnection = this.#service.onConnectionChange((connection) => {
      if (isLive(connection)) void this.#readHubClock(closed.signal);
      this.#changeConnection(connection);
    });
    const tick = setInterval(() => this.#refreshSoon(), 1_000);

    return () => {
      clearInterval(tick);
      unsubscribeConnection();
      unsubscribeUsers();
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

  readonly search = (query: string): void => {
    this.#query = query;
    this.#refresh();
  };

  readonly sortBy = (sort: Sort): void => {
    this.#sort = sort;
    this.#refresh();
  };

  readonly holdOrder = (isHeld: boolean): void => {
    if (this.#isOrderHeld === isHeld) return;
    this.#isOrderHeld = isHeld;
    this.#refresh();
  };

  readonly retryNow = (): void => this.#service.retryNow();

  #changeConnection(connection: Connection): void {
    if (isLive(connection)) this.#lostAt = undefined;
    else if (isLive(this.#connection)) this.#lostAt = this.#now();
    this.#connection = connection;
    this.#refreshSoon();
  }

  async #readHubClock(signal: AbortSignal): Promise<void> {
    const offsetMs = await measureClockOffsetMs(this.#hubUrl, signal);
    if (signal.aborted) return;
    this.#clockOffsetMs = offsetMs;
    this.#refreshSoon();
  }

  #now(): number {
    return Date.now() + this.#clockOffsetMs;
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
    const now = this.#now();
    const clock = { now, asOf: this.#lostAt ?? now };
    const rows = this.#rowList.arrange(this.#records, { clock, sort: this.#sort, isHeld: this.#isOrderHeld });
    const matches = toMatcher(this.#query);

    return {
      connection: this.#connection,
      retryInSeconds: toRetrySeconds(this.#connection),
      figures: toFigures(this.#records, clock.asOf),
      figuresOf: this.#lostAt,
      userCount: this.#records.length,
      rows: rows.filter(({ searchText }) => matches(searchText)),
      query: this.#query,
      sort: this.#sort,
      isOrderHeld: this.#isOrderHeld,
    };
  }
}

function isLive({ state }: Connection): boolean {
  return state === "live" || state === "gap";
}

/** By our own clock, as the service counts. */
function toRetrySeconds(connection: Connection): number | undefined {
  if (connection.state !== "offline" || connection.retryAt === undefined) return undefined;
  return Math.max(1, Math.ceil((connection.retryAt - Date.now()) / 1_000));
}
