import { Attempt, type Rung } from "./attempt.ts";
import { ClimbTimes } from "./climb-times.ts";
import { msSince, toMoment, type Moment } from "./clocks.ts";
import type { Connection } from "./connection.ts";
import type { Credentials } from "./credentials.ts";
import type { Host } from "./host.ts";
import { toRetryDelayMs } from "./retry-delay.ts";
import type { Source } from "./source.ts";
import type { Ending } from "./transport.ts";
import { onWake } from "./wake.ts";

interface FollowerOptions {
  /** Ways to the same server, the best first. */
  rungs: readonly Rung[];
  source: Source;
  host: Host;
  credentials: Credentials;
  reconnectMs: number;
  onChange: (connection: Connection) => void;
}

interface Wait {
  until: number;
  /** Until when the server asked to be left alone; in the past where it did not ask. */
  askedUntil: number;
  rung: number;
  cancel: () => void;
}

const tickMs = 1_000;
/** Browsers hold back the timers of hidden pages by a minute at most: who did not tick for longer has slept. */
const longestTickMs = 90_000;
/** A way that opens and breaks as often in a row is left for the next one. */
const breaksToFall = 3;

/** Follows one server from `open` to `close`: falls to the next way when one leads nowhere, and climbs back. */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #climbs = new ClimbTimes();
  readonly #closing = new AbortController();
  #rung = 0;
  #attempt: Attempt | undefined;
  /** Of a better way, while the present one goes on. */
  #trial: Attempt | undefined;
  #trialRung = 0;
  #failures = 0;
  /** How often in a row the present way opened and broke. */
  #breaks = 0;
  #wait: Wait | undefined;
  #heardAt: number | undefined;
  #reason: string | undefined;
  #connection: Connection = { state: "idle" };
  #ticked: Moment;
  #cancelTick: (() => void) | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#ticked = toMoment(options.host);
  }

  /** As it was told last. */
  get connection(): Connection {
    return this.#connection;
  }

  open(): void {
    if (this.#isClosed) return;
    onWake((isCertain) => this.#wake(isCertain), this.#closing.signal);
    this.#try(0);
    this.#tick();
  }

  close(): void {
    // First, for it may be called by who is just being told how we stand.
    this.#closing.abort();
    this.#cancelTick?.();
    this.#wait?.cancel();
    this.#wait = undefined;
    this.#drop();
    this.#tell({ state: "idle" });
  }

  /** Tries at once where the next try is being waited for. */
  retryNow(): void {
    const wait = this.#wait;
    wait?.cancel();
    this.#wait = undefined;
    if (wait) this.#try(wait.rung);
  }

  /** Tells how it stands, where that has changed. */
  refresh(): void {
    if (this.#isClosed) return;
    const attempt = this.#attempt;
    if (!attempt?.isHeard) return this.#tell(this.#toUnheard());

    this.#heardAt = attempt.heardAt;
    this.#tell(attempt.connection(this.#options.source.lostEvents));
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  #toUnheard(): Connection {
    if (this.#heardAt === undefined && this.#failures === 0) return { state: "connecting" };
    return { state: "offline", since: this.#heardAt, retryAt: this.#wait?.until, reason: this.#reason };
  }

  #try(rung: number): void {
    if (this.#isClosed) return;
    if (rung === 0) this.#climbs.reset();
    if (rung !== this.#rung) this.#breaks = 0;
    this.#rung = rung;
    this.#attempt = this.#start(rung);
    this.refresh();
  }

  #start(rung: number): Attempt {
    const { rungs, source } = this.#options;
    const attempt: Attempt = new Attempt({
      ...this.#options,
      rung: rungs[rung]!,
      cursor: () => source.cursor,
      needsWord: rungs.length > 1,
      onIncoming: (arrival) => {
        if (this.#trial === attempt) this.#climb(attempt);
        if (this.#attempt === attempt) source.take(arrival);
      },
      onHeard: () => this.refresh(),
      onEnd: (ending) => {
        if (this.#trial === attempt) this.#giveUpTrial();
        if (this.#attempt === attempt) this.#lose(ending);
      },
    });
    return attempt;
  }

  #lose({ reason, retryAfterMs = 0 }: Ending): void {
    const { rungs, reconnectMs, host } = this.#options;
    const { isHeard, lastedMs: liveMs } = this.#attempt!;
    const hasLasted = liveMs >= reconnectMs;
    this.refresh();
    this.#drop();
    if (this.#isClosed) return;
    this.#reason = reason;
    this.#breaks = hasLasted ? 0 : this.#breaks + 1;
    const hasNext = this.#rung + 1 < rungs.length;
    if (hasNext && (!isHeard || this.#breaks >= breaksToFall)) return this.#try(this.#rung + 1);

    this.#failures = hasLasted ? 0 : this.#failures + 1;
    const delayMs = toRetryDelayMs({ liveMs, reconnectMs, failures: this.#failures, random: host.random() });
    const waitMs = Math.max(delayMs, retryAfterMs);
    this.#wait = {
      until: host.now() + waitMs,
      askedUntil: host.now() + retryAfterMs,
      rung: isHeard ? this.#rung : 0,
      cancel: host.after(waitMs, () => this.retryNow()),
    };
    this.refresh();
  }

  #drop(): void {
    this.#attempt?.close();
    this.#trial?.close();
    this.#attempt = undefined;
    this.#trial = undefined;
    this.#reason = undefined;
  }

  #tick(): void {
    if (this.#isClosed) return;
    const { host } = this.#options;
    this.#cancelTick = host.after(tickMs, () => this.#tick());
    const hasSlept = msSince(this.#ticked, host) > longestTickMs;
    this.#ticked = toMoment(host);
    if (hasSlept) this.#wake(true);
    else if (this.#attempt?.isDead) this.#replace();
    if (this.#trial?.isDead) this.#giveUpTrial();
    if (this.#attempt?.isHeard && !this.#trial) this.#tryBetter();
    this.refresh();
  }

  /** What is dead is not waited for: a silent connection is replaced at once, one that never opened has failed. */
  #replace(): void {
    if (!this.#attempt!.isHeard) return this.#lose({ reason: "no answer" });
    this.refresh();
    this.#drop();
    this.#try(this.#rung);
  }

  #wake(isCertain: boolean): void {
    if (this.#wait) {
      if (this.#options.host.now() >= this.#wait.askedUntil) this.retryNow();
    } else if (isCertain || this.#attempt?.isDead) {
      this.#drop();
      this.#try(this.#rung);
    }
  }

  #tryBetter(): void {
    const rung = this.#climbs.next(this.#rung, this.#options.host.elapsed());
    if (rung === undefined) return;
    this.#trial = this.#start(rung);
    this.#trialRung = rung;
  }

  #giveUpTrial(): void {
    this.#trial?.close();
    this.#trial = undefined;
    this.#climbs.failed(this.#rung);
  }

  #climb(trial: Attempt): void {
    this.#attempt?.close();
    this.#attempt = trial;
    this.#trial = undefined;
    this.#rung = this.#trialRung;
    this.#breaks = 0;
    this.#climbs.reset();
  }

  #tell(connection: Connection): void {
    if (JSON.stringify(connection) === JSON.stringify(this.#connection)) return;
    this.#connection = connection;
    this.#options.onChange(connection);
  }
}
