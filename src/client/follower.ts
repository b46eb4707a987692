import { startAttempt, type Attempt, type Rung } from "./attempt.ts";
import { createClimbTimes } from "./climb-times.ts";
import { msSince, toMoment } from "./clocks.ts";
import type { Connection } from "./connection.ts";
import type { Credentials } from "./credentials.ts";
import type { Host } from "./host.ts";
import { isSame } from "./json.ts";
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
export interface Follower {
  /** As it was told last. */
  readonly connection: Connection;
  open(): void;
  close(): void;
  /** Tries at once where the next try is being waited for. */
  retryNow(): void;
  /** Tells how it stands, where that has changed. */
  refresh(): void;
}

export function createFollower(options: FollowerOptions): Follower {
  const { rungs, source, host, reconnectMs, onChange } = options;
  const closing = new AbortController();
  const { signal } = closing;
  let connection: Connection = { state: "idle" };
  let rung = 0;
  let attempt: Attempt | undefined;
  /** Of a better way, while the present one goes on. */
  let trial: Attempt | undefined;
  let trialRung = 0;
  let climbs = createClimbTimes();
  let failures = 0;
  /** How often in a row the present way opened and broke. */
  let breaks = 0;
  let wait: Wait | undefined;
  let heardAt: number | undefined;
  let reason: string | undefined;
  let ticked = toMoment(host);
  let cancelTick: (() => void) | undefined;

  const tell = (told: Connection): void => {
    if (isSame(told, connection)) return;
    connection = told;
    onChange(told);
  };

  const refresh = (): void => {
    if (signal.aborted) return;
    if (attempt?.isHeard) {
      heardAt = attempt.heardAt;
      tell(attempt.connection(source.lostEvents));
    } else if (heardAt === undefined && failures === 0) tell({ state: "connecting" });
    else tell({ state: "offline", since: heardAt, retryAt: wait?.until, reason });
  };

  const start = (at: number): Attempt => {
    const started = startAttempt({
      ...options,
      rung: rungs[at]!,
      cursor: () => source.cursor,
      needsWord: rungs.length > 1,
      onIncoming(arrival) {
        if (trial === started) climb(started);
        if (attempt === started) source.take(arrival);
      },
      onHeard: refresh,
      onEnd(ending) {
        if (trial === started) giveUpTrial();
        if (attempt === started) lose(ending);
      },
    });
    return started;
  };

  const tryAt = (at: number): void => {
    if (signal.aborted) return;
    wait?.cancel();
    wait = undefined;
    if (at === 0) climbs = createClimbTimes();
    if (at !== rung) breaks = 0;
    rung = at;
    attempt = start(at);
    refresh();
  };

  const drop = (): void => {
    attempt?.close();
    trial?.close();
    attempt = undefined;
    trial = undefined;
    reason = undefined;
  };

  const retryNow = (): void => {
    if (wait) tryAt(wait.rung);
  };

  const lose = ({ reason: said, retryAfterMs = 0 }: Ending): void => {
    const { isHeard, lastedMs } = attempt!;
    const hasLasted = lastedMs >= reconnectMs;
    drop();
    reason = said;
    breaks = hasLasted ? 0 : breaks + 1;
    const hasNext = rung + 1 < rungs.length;
    if (hasNext && (!isHeard || breaks >= breaksToFall)) return tryAt(rung + 1);

    failures = hasLasted ? 0 : failures + 1;
    const delayMs = toRetryDelayMs({ reconnectMs, failures, random: host.random() });
    const waitMs = Math.max(delayMs, retryAfterMs);
    wait = {
      until: host.now() + waitMs,
      askedUntil: host.now() + retryAfterMs,
      rung: isHeard ? rung : 0,
      cancel: host.after(waitMs, retryNow),
    };
    refresh();
  };

  const restart = (): void => {
    drop();
    tryAt(rung);
  };

  /** What is dead is not waited for: a silent connection is replaced at once, one that never opened has failed. */
  const replace = (): void => {
    if (attempt!.isHeard) restart();
    else lose({ reason: "no answer" });
  };

  const wake = (isCertain: boolean): void => {
    if (wait) {
      if (host.now() >= wait.askedUntil) retryNow();
    } else if (isCertain || attempt?.isDead) restart();
  };

  const tryBetter = (): void => {
    const at = climbs.next(rung, host.elapsed());
    if (at === undefined) return;
    trial = start(at);
    trialRung = at;
  };

  const giveUpTrial = (): void => {
    trial?.close();
    trial = undefined;
    climbs.failed(rung);
  };

  const climb = (climbed: Attempt): void => {
    attempt?.close();
    attempt = climbed;
    trial = undefined;
    rung = trialRung;
    breaks = 0;
    climbs = createClimbTimes();
  };

  const tick = (): void => {
    if (signal.aborted) return;
    cancelTick = host.after(tickMs, tick);
    const hasSlept = msSince(ticked, host) > longestTickMs;
    ticked = toMoment(host);
    if (hasSlept) wake(true);
    else if (attempt?.isDead) replace();
    if (trial?.isDead) giveUpTrial();
    if (attempt?.isHeard && !trial) tryBetter();
    refresh();
  };

  return {
    get connection() {
      return connection;
    },
    open() {
      onWake(wake, signal);
      tryAt(0);
      tick();
    },
    close() {
      // First, for it may be called by who is just being told how we stand.
      closing.abort();
      cancelTick?.();
      wait?.cancel();
      drop();
      tell({ state: "idle" });
    },
    retryNow,
    refresh,
  };
}
