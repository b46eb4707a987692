import { hourMs, minuteMs } from "./times.ts";

export const sampleMs = 10_000;
/** More than a minute of history that is there, with a little for the way. */
const gapMs = 90_000;

export interface HistoryStep {
  /** Start of the minute, in epoch milliseconds. */
  at: number;
  active: number;
  events: number;
}

/** A time of which nothing is known. */
export interface Gap {
  from: number;
  to: number;
}

/** What the chart draws. Times are epoch milliseconds; `null` is not known, which breaks a line. */
export interface Chart {
  from: number;
  to: number;
  users: { at: number[]; counts: (number | null)[] };
  /** By the start of each full minute. */
  events: { at: number[]; counts: (number | null)[] };
  gaps: Gap[];
  /** Another one whenever what is known of the past has changed. */
  version: number;
  /** Since when nothing is heard, where that is so. */
  silentSince: number | undefined;
}

/** Active users and events over the last hour: minutes from the hub's history, and what was seen here since. */
export class Timeline {
  readonly #users = new Map<number, number>();
  readonly #events = new Map<number, number>();
  #version = 0;
  /** As last drawn. */
  #gaps: readonly Gap[] = [];

  get version(): number {
    return this.#version;
  }

  /** A minute is drawn once it is over: who was active in it is who was active in its last 60 seconds. */
  load(steps: readonly HistoryStep[], now: number): void {
    for (const { at, active, events } of steps) {
      if (at + minuteMs > now) continue;
      if (!this.#users.has(at + minuteMs)) this.#users.set(at + minuteMs, active);
      this.#events.set(at, events);
    }
    this.#version += 1;
  }

  /** How many are active now. Counts once every ten seconds. */
  sample(now: number, active: number): void {
    this.#users.set(Math.floor(now / sampleMs) * sampleMs, active);
  }

  countEvents(minute: number, events: number): void {
    if (!this.#events.has(minute)) this.#events.set(minute, events);
  }

  prune(now: number): void {
    for (const times of [this.#users, this.#events])
      for (const at of times.keys()) if (at < now - hourMs - 2 * minuteMs) times.delete(at);
  }

  /** Undefined also where a gap reaches into the minute: what was counted then may be a part of it. */
  eventsInMinute(at: number): number | undefined {
    return this.isInGap(at, at + minuteMs) ? undefined : this.#events.get(at);
  }

  /** Whether a gap of the chart, as it was last drawn, reaches into this time. */
  isInGap(from: number, to: number): boolean {
    for (const gap of this.#gaps) if (gap.from < to && gap.to > from) return true;
    return false;
  }

  /** Whether there is a time within this one of which nothing is known. */
  hasGap({ from, to }: Gap): boolean {
    const known = [...this.#users.keys()].sort((a, b) => a - b);
    return toGaps(known, { from, to, end: to }).length > 0;
  }

  /** The hour up to `to`; nothing was heard since `silentSince`, where that is given. */
  chart(to: number, silentSince: number | undefined): Chart {
    const from = to - hourMs;
    const known = [...this.#users.keys()].filter((at) => at >= from - minuteMs && at <= to).sort((a, b) => a - b);
    const gaps = toGaps(known, { from, to: silentSince ?? to, end: to });
    this.#gaps = gaps;
    const users = { at: [] as number[], counts: [] as (number | null)[] };
    for (const [index, at] of known.entries()) {
      const former = known[index - 1];
      if (former !== undefined && at - former > gapMs) push(users, former + 1, null);
      push(users, at, this.#users.get(at)!);
    }
    return { from, to, users, events: this.#minutes(from, to), gaps, version: this.#version, silentSince };
  }

  #minutes(from: number, to: number): Chart["events"] {
    const minutes = { at: [] as number[], counts: [] as (number | null)[] };
    const first = Math.ceil(from / minuteMs) * minuteMs;
    for (let at = first; at + minuteMs <= to; at += minuteMs) push(minutes, at, this.#events.get(at) ?? null);
    return minutes;
  }
}

function push(series: Chart["users"], at: number, count: number | null): void {
  series.at.push(at);
  series.counts.push(count);
}

function toGaps(known: readonly number[], { from, to, end }: { from: number; to: number; end: number }): Gap[] {
  const edges = [from, ...known.filter((at) => at > from && at < to), to];
  const gaps = edges
    .slice(1)
    .map((at, index) => ({ from: edges[index]!, to: at }))
    .filter((gap) => gap.to - gap.from > gapMs);
  return to < end ? [...gaps, { from: to, to: end }] : gaps;
}
