import { parseCursor, toCursorText, type Cursor } from "../metric/cursor.ts";
import type { UserEvent } from "../metric/event.ts";
import type { MetricRecord } from "../metric/meta.ts";
import type { RunReport } from "../metric/run-report.ts";
import { toEventArrivals, toRunArrival, toUserArrival } from "./arrivals.ts";
import type { Batch, Place } from "./batch.ts";
import { Batches } from "./batches.ts";
import { Crowd } from "./crowd.ts";
import { GroupCommit } from "./group-commit.ts";
import type { Arrival, MinuteCounts, Overdue, PastState, Store, Taken, TimeRange } from "./store/store.ts";
import { RecentChanges } from "./recent-changes.ts";
import { TargetStates, type TargetState } from "./target-states.ts";
import { noTelemetry, type IngestKind, type Telemetry } from "./telemetry.ts";
import { toWritten, type WrittenRecord } from "./written-record.ts";

const eventsForFreshReaders = 100;
/** A user stays at least this many intervals of his source: one run that fails is not a reason to leave. */
const intervalsToStay = 3;
const leavingsPerSweep = 1_000;

/** The answer to a sender: what became of its records, and how far the hub is. */
export interface Receipt {
  accepted: number;
  duplicates: number;
  cursor: string;
}

export interface HubRules {
  /** How long a user stays without being observed. */
  userTtlMs: number;
  /** Epoch milliseconds. */
  now?: () => number;
  telemetry?: Telemetry;
}

/** The latest metric of each user and the last events, as one sequence of changes; knows nothing of sockets. */
export class Hub {
  /** Where readers wait for what is new. */
  readonly crowd: Crowd;
  readonly #store: Store;
  readonly #userTtlMs: number;
  readonly #now: () => number;
  readonly #telemetry: Telemetry;
  readonly #commits: GroupCommit;
  readonly #targets = new TargetStates();
  readonly #batches: Batches;
  readonly #recent: RecentChanges;
  readonly #unwatch: () => void;
  #seq: number;
  /** Up to here the runs of all targets are known; another hub may report one between two commits of this one. */
  #runsKnownTo: number;
  /** What was to be written last could not be. */
  #isFailing = false;
  /** By the clock of `performance.now()`. */
  #movedAt = performance.now();

  private constructor(store: Store, seq: number, { userTtlMs, now = Date.now, telemetry = noTelemetry }: HubRules) {
    this.#store = store;
    this.#seq = seq;
    this.#runsKnownTo = seq;
    this.#userTtlMs = userTtlMs;
    this.#now = now;
    this.#telemetry = telemetry;
    this.#commits = new GroupCommit({
      commit: (arrivals) => this.#commit(arrivals),
      commitsAhead: store.commitsAhead,
    });
    this.#recent = new RecentChanges({ seq, eventsKept: store.eventsKept });
    this.#batches = new Batches({
      store,
      recent: this.#recent,
      reached: () => ({ seq: this.#seq, movedAt: this.#movedAt }),
      startAnew: (forgottenTo) => this.#startAnew(true, forgottenTo),
    });
    this.crowd = new Crowd({ read: (place) => this.read(place), reached: () => this.#seq, telemetry });
    this.#unwatch = store.watch(() => void this.#catchUp().catch(() => {}));
  }

  /** Takes over the store: closing the hub closes it. */
  static async open(store: Store, rules: HubRules): Promise<Hub> {
    try {
      const hub = new Hub(store, await store.latestSeq(), rules);
      hub.#targets.load(await store.runs());
      return hub;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  get cursor(): Cursor {
    return { epoch: this.#store.epoch, seq: this.#seq };
  }

  /** Resolves when what is new in these records is on disk. */
  async accept(records: readonly (MetricRecord | WrittenRecord)[]): Promise<Receipt> {
    const arrivals = records.map((record) => toUserArrival(toWritten(record), this.#ttlMs));
    const commit = await this.#commits.add(arrivals);
    const observed = arrivals.filter((_, index) => commit.accepted[index]).map(({ observedAt }) => observedAt);
    if (observed.length > 0) this.#telemetry.delayed(Math.max(0, this.#now() - leastOf(observed)));
    return this.#toReceipt("metric", commit);
  }

  /** Resolves when what is new in these events is on disk, and whoever is gone by them has left. */
  async acceptEvents(events: readonly UserEvent[]): Promise<Receipt> {
    const arrivals = events.flatMap(toEventArrivals);
    const { seq, accepted } = await this.#commits.add(arrivals);
    const acceptedOf = (type: Arrival["type"]): boolean[] =>
      accepted.filter((_, index) => arrivals[index]!.type === type);
    this.#telemetry.left("gone", acceptedOf("left").filter(Boolean).length);
    return this.#toReceipt("event", { seq, accepted: acceptedOf("event") });
  }

  /** Resolves when what is new in these reports is on disk. */
  async acceptRuns(reports: readonly RunReport[]): Promise<Receipt> {
    const commit = await this.#commits.add(reports.map(toRunArrival));
    for (const [index, report] of reports.entries()) {
      if (!commit.accepted[index]) continue;
      this.#targets.take(report);
      this.#telemetry.ran(report.target, report.verdict);
    }
    return this.#toReceipt("run", commit);
  }

  /** Finds the place of a cursor; without one the reader gets the whole state and the last events. */
  async startFrom(since: string | undefined): Promise<Place> {
    const cursor = parseCursor(since);
    if (cursor && (await this.#hasReached(cursor)))
      return { seq: cursor.seq, eventsAfter: cursor.seq, leftAfter: cursor.seq, isReset: false };
    return this.#startAnew(since !== undefined);
  }

  /** What follows a place, read and serialised once for all who ask from there before the next change. */
  read(place: Place): Promise<Batch> {
    return this.#batches.read(place);
  }

  /** Has what is new at hand for somebody who reads on and on. Returns what ends that. */
  follow(): () => void {
    return this.#recent.follow();
  }

  targets(): TargetState[] {
    return this.#targets.list(this.#now());
  }

  minutes(range: TimeRange, stepMs: number): Promise<MinuteCounts[]> {
    return this.#store.minutes(range, stepMs);
  }

  pastStates(userId: string, range: TimeRange): AsyncIterable<PastState> {
    return this.#store.pastStates(userId, range);
  }

  eventsBetween(range: TimeRange, limit: number): Promise<string[]> {
    return this.#store.eventsBetween(range, limit);
  }

  countUsers(): Promise<number> {
    return this.#store.countUsers();
  }

  /** What keeps the hub from its work, as sentences. Rejects when the store cannot be read. */
  async findProblems(): Promise<string[]> {
    await this.#store.latestSeq();
    return this.#isFailing ? ["The store cannot be written; the log says why."] : [];
  }

  /** Lets those go who were not observed for too long. */
  async sweep(): Promise<void> {
    const overdue = await this.#store.overdue(this.#now(), leavingsPerSweep);
    if (overdue.length === 0) return;

    const { accepted } = await this.#commits.add(overdue.map((user) => this.#toLeaving(user)));
    this.#telemetry.left("expired", accepted.filter(Boolean).length);
    if (overdue.length === leavingsPerSweep) await this.sweep();
  }

  /** Drops what is older than the retention time. */
  async prune(): Promise<void> {
    await this.#noteFailing(this.#store.prune(this.#now()));
    this.#recent.clear();
    const seq = this.#seq;
    const runs = await this.#store.runs();
    // A run that was taken meanwhile may not be among them; those that are forgotten are found the next time.
    if (this.#seq === seq) this.#targets.load(runs);
  }

  /** Finishes what was taken in, then closes the store. */
  async close(): Promise<void> {
    await this.#commits.idle();
    this.#unwatch();
    await this.#store.close();
  }

  /** The interval of a source may have become known only after its users were observed. */
  #toLeaving({ userId, source, version, observedAt }: Overdue): Arrival {
    const expiresAt = observedAt + this.#ttlMs(source);
    const now = this.#now();
    if (expiresAt > now) return { type: "kept", userId, version, expiresAt };
    return { type: "left", userId, version, at: now, reason: "expired" };
  }

  readonly #ttlMs = (source: string): number =>
    Math.max(this.#userTtlMs, intervalsToStay * (this.#targets.intervalMs(source) ?? 0));

  async #commit(arrivals: readonly Arrival[]): Promise<Taken> {
    const start = performance.now();
    const commit = await this.#noteFailing(this.#store.commit(arrivals, this.#now()));
    const accepted = commit.accepted.filter(Boolean).length;
    for (const source of commit.older) this.#telemetry.older(source);
    this.#telemetry.committed({ arrivals: arrivals.length, ms: performance.now() - start });
    if (commit.seq - accepted === this.#runsKnownTo) this.#runsKnownTo = commit.seq;
    this.#recent.add(arrivals, commit);
    this.#moveTo(commit.seq);
    return commit;
  }

  /** Pruning counts as well: to a hub that is not ready nothing may be sent, and then there is no commit to tell. */
  async #noteFailing<Result>(writing: Promise<Result>): Promise<Result> {
    try {
      const result = await writing;
      this.#isFailing = false;
      return result;
    } catch (error) {
      this.#isFailing = true;
      throw error;
    }
  }

  /** Another hub of the same store may have given the cursor. */
  async #hasReached({ epoch, seq }: Cursor): Promise<boolean> {
    if (epoch !== this.#store.epoch) return false;
    if (seq > this.#seq) await this.#catchUp();
    return seq <= this.#seq;
  }

  /** Another hub may have gone on, or a command beside this one. */
  async #catchUp(): Promise<void> {
    const seq = await this.#store.latestSeq();
    if (seq <= this.#runsKnownTo) return;
    this.#targets.load(await this.#store.runs());
    this.#runsKnownTo = seq;
    this.#recent.skipTo(seq);
    this.#moveTo(seq);
  }

  #moveTo(seq: number): void {
    if (seq <= this.#seq) return;
    this.#seq = seq;
    this.#movedAt = performance.now();
    this.#batches.clear();
    this.crowd.wake();
  }

  /** What another process has just made forget may lie after what this hub knows of: it is behind the reader as well. */
  async #startAnew(isReset: boolean, forgottenTo = 0): Promise<Place> {
    const eventsAfter = await this.#store.seqBeforeLastEvents(eventsForFreshReaders);
    return { seq: 0, eventsAfter, leftAfter: Math.max(this.#seq, forgottenTo), isReset };
  }

  #toReceipt(kind: IngestKind, { seq, accepted: isAccepted }: Taken): Receipt {
    const accepted = isAccepted.filter(Boolean).length;
    const duplicates = isAccepted.length - accepted;
    this.#telemetry.ingested(kind, { accepted, duplicates });
    return { accepted, duplicates, cursor: toCursorText({ epoch: this.#store.epoch, seq }) };
  }
}

function leastOf(numbers: readonly number[]): number {
  return numbers.reduce((least, number) => Math.min(least, number), Number.POSITIVE_INFINITY);
}
