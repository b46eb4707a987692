import type { UserEvent } from "../../metric/event.ts";
import type { Gap } from "./timeline.ts";
import { hourMs, minuteMs } from "./times.ts";

const barMs = 3 * minuteMs;
const barCount = 20;

/** So many events are kept word for word; older ones are only counted. */
export const eventsKept = 10_000;

/** The events of the last hour: the newest word for word, all of them counted. */
export class EventLog {
  #kept: UserEvent[] = [];
  readonly #ids = new Set<string>();
  /** By the number of the bar since 1970, then by user: what is old goes at once, however many users there are. */
  readonly #byBar = new Map<number, Map<string, number>>();
  readonly #byMinute = new Map<number, number>();
  /** Since when every event is known. */
  #knownSince = Infinity;
  /** Since when every event was known before the last interruption. */
  #before = { since: Infinity, until: -Infinity };
  /** Since when every event is kept word for word, as far as there is room. */
  #roomSince = -Infinity;
  readonly #isInGap: (from: number, to: number) => boolean;

  /** `isInGap` tells whether a time of which nothing is known reaches into this one, whatever was heard around it. */
  constructor(isInGap: (from: number, to: number) => boolean = () => false) {
    this.#isInGap = isInGap;
  }

  /** Newest first. */
  get kept(): readonly UserEvent[] {
    return this.#kept;
  }

  get knownSince(): number {
    return this.#knownSince;
  }

  /** Since when every event is here word for word. */
  get keptSince(): number {
    return Math.max(this.#knownSince, this.#roomSince);
  }

  /** What the log holds is whole from this moment on. */
  beginAt(at: number): void {
    const since = at <= this.#before.until ? Math.min(at, this.#before.since) : at;
    this.#knownSince = Math.min(this.#knownSince, since);
  }

  /** Events of this time are not here, as far as is known. */
  interrupt({ from, to }: Gap): void {
    this.#before = { since: this.#knownSince, until: from };
    this.#knownSince = to;
  }

  /** Returns whether it is news. */
  take(event: UserEvent): boolean {
    if (this.#ids.has(event.id)) return false;
    this.#ids.add(event.id);
    this.#insert(event);
    this.#count(event, Date.parse(event.timestamp));
    return true;
  }

  /** Events of a full minute that begins then; undefined where not all of them are known. */
  inMinute(at: number): number | undefined {
    return at < this.#knownSince ? undefined : (this.#byMinute.get(at / minuteMs) ?? 0);
  }

  /** Events of a user in the bars up to `now`, oldest first; undefined where it is not known. */
  barsOf(userId: string, now: number): (number | undefined)[] {
    const last = Math.floor(now / barMs);
    return Array.from({ length: barCount }, (_, index) => {
      const bar = last - barCount + 1 + index;
      const from = bar * barMs;
      return this.#byBar.get(bar)?.get(userId) ?? (this.#isKnown(from, Math.min(from + barMs, now)) ? 0 : undefined);
    });
  }

  /** Events of a user in the bars up to `now`; undefined where not all of them are known. */
  countOf(userId: string, now: number): number | undefined {
    if (!this.#isKnown((Math.floor(now / barMs) - barCount + 1) * barMs, now)) return undefined;
    return this.barsOf(userId, now).reduce<number>((sum, count) => sum + (count ?? 0), 0);
  }

  /** The greatest bar up to `now` among those of these users. */
  mostOf(userIds: readonly string[], now: number): number {
    const last = Math.floor(now / barMs);
    let most = 0;
    for (const [bar, counts] of this.#byBar) {
      if (bar <= last - barCount || bar > last) continue;
      for (const userId of userIds) most = Math.max(most, counts.get(userId) ?? 0);
    }
    return most;
  }

  /** Lets go of what is more than an hour old. */
  prune(now: number): void {
    const oldestBar = Math.floor(now / barMs) - barCount;
    for (const bar of this.#byBar.keys()) if (bar < oldestBar) this.#byBar.delete(bar);
    for (const minute of this.#byMinute.keys())
      if ((minute + 1) * minuteMs < now - hourMs) this.#byMinute.delete(minute);
    while (this.#kept.length > 0 && Date.parse(this.#kept.at(-1)!.timestamp) < now - hourMs) this.#dropOldest();
  }

  #isKnown(from: number, to: number): boolean {
    return from >= this.#knownSince && !this.#isInGap(from, to);
  }

  /** Events come almost in order: the place is looked for from the newest. */
  #insert(event: UserEvent): void {
    const index = this.#kept.findIndex(({ timestamp }) => timestamp <= event.timestamp);
    this.#kept.splice(index === -1 ? this.#kept.length : index, 0, event);
    if (this.#kept.length <= eventsKept) return;
    this.#roomSince = Date.parse(this.#kept.at(-1)!.timestamp) + 1;
    this.#dropOldest();
  }

  #dropOldest(): void {
    const event = this.#kept.pop();
    if (event) this.#ids.delete(event.id);
  }

  #count({ userId }: UserEvent, at: number): void {
    const minute = Math.floor(at / minuteMs);
    this.#byMinute.set(minute, (this.#byMinute.get(minute) ?? 0) + 1);

    const bar = Math.floor(at / barMs);
    const counts = this.#byBar.get(bar) ?? new Map<string, number>();
    counts.set(userId, (counts.get(userId) ?? 0) + 1);
    this.#byBar.set(bar, counts);
  }
}
