import { hasNews, oncePerBatch, type Batch, type Place } from "./batch.ts";
import type { Crowd, Member } from "./crowd.ts";
import type { Hub } from "./hub.ts";
import { noTelemetry, type Telemetry } from "./telemetry.ts";

/** Passes a batch on to a client. What it returns, if anything, resolves when the client can take more. */
export type Give = (batch: Batch) => Promise<void> | undefined;

interface FollowOptions {
  hub: Hub;
  from: Place;
  signal: AbortSignal;
  give: Give;
  /** As often comes an empty batch, however much else there is: a reader must be heard, and know where it stands. */
  beatMs?: number;
  /** Names the readers to telemetry. */
  transport?: string;
  telemetry?: Telemetry;
}

/**
 * Follows the sequence until the signal ends it. A reader is a place, not a queue: what it gets is read when it can take
 * it, so a slow one skips what was replaced meanwhile. The first batch comes at once, though it may be empty; when a
 * reader has the whole state, an empty one says so.
 */
export function follow(options: FollowOptions): Promise<void> {
  return new Reader(options).follow();
}

class Reader implements Member {
  readonly #options: FollowOptions;
  readonly #crowd: Crowd;
  /** The last batch without what it held, which others may have forgotten by now. */
  #last: Batch | undefined;
  #hasBeenLevel = false;
  #isBeatDue = false;
  /** While it is in the crowd: resolves when it may read on after it has left. */
  #leaving: PromiseWithResolvers<void> | undefined;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#crowd = options.hub.crowd;
  }

  get place(): Place {
    return this.#last?.end ?? this.#options.from;
  }

  async follow(): Promise<void> {
    const { hub, beatMs, signal } = this.#options;
    const beats = beatMs === undefined ? undefined : setInterval(() => this.#beat(), beatMs);
    const unfollow = hub.follow();
    const stop = (): void => this.#leave();
    signal.addEventListener("abort", stop, { once: true });
    try {
      while (!signal.aborted) {
        await this.#readOn();
        if (this.#last!.isLevel) await this.#waitInCrowd();
      }
    } finally {
      clearInterval(beats);
      unfollow();
      signal.removeEventListener("abort", stop);
    }
  }

  take(batch: Batch): void {
    this.#note(batch);
    const taken = hasNews(batch) ? this.#options.give(batch) : undefined;
    if (taken || !batch.isLevel || this.#isBeatDue) this.#leave(taken);
  }

  fail(error: unknown): void {
    this.#leaving?.reject(error);
    this.#leave();
  }

  /** One batch by itself, as long as it is not level: in the beginning, and when it was busy for a while. */
  async #readOn(): Promise<void> {
    const { hub, signal, give, transport = "", telemetry = noTelemetry } = this.#options;
    const isFirst = this.#last === undefined;
    const batch = await hub.read(this.place);
    if (this.#hasBeenLevel && batch.skipped > 0) telemetry.conflated(transport, batch.skipped);
    this.#note(batch);
    if ((isFirst || hasNews(batch)) && !signal.aborted) await give(batch);
    if (this.#isBeatDue && !signal.aborted) await give(this.#last!);
    this.#isBeatDue = false;
  }

  async #waitInCrowd(): Promise<void> {
    if (this.#options.signal.aborted || !this.#crowd.join(this)) return;
    this.#leaving = Promise.withResolvers();
    await this.#leaving.promise;
  }

  #leave(until?: Promise<void>): void {
    this.#crowd.leave(this);
    this.#leaving?.resolve(until);
    this.#leaving = undefined;
  }

  #beat(): void {
    if (!this.#leaving) {
      this.#isBeatDue = true;
      return;
    }
    const taken = this.#options.give(this.#last!);
    if (taken) this.#leave(taken);
  }

  #note(batch: Batch): void {
    this.#last = toStanding(batch);
    this.#hasBeenLevel &&= !batch.isReset;
    const isWhole = batch.isLevel && !this.#hasBeenLevel && batch.entries.length > 0;
    // News without an entry have no place in the sequence that the client could note.
    this.#isBeatDue ||= isWhole || (batch.isReset && batch.entries.length === 0);
    this.#hasBeenLevel ||= batch.isLevel;
  }
}

/** Says where a reader stands who was given the batch, and nothing else: one for all, so that their places are the same. */
const toStanding = oncePerBatch((batch): Batch => ({ ...batch, isReset: false, entries: [], skipped: 0 }));
