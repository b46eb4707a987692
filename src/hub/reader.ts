import { hasNews, type Batch, type Place } from "./batch.ts";
import type { Hub } from "./hub.ts";
import { noTelemetry, type Telemetry } from "./telemetry.ts";

interface FollowOptions {
  hub: Hub;
  from: Place;
  signal: AbortSignal;
  /** As often comes an empty batch, however much else there is: a reader must be heard, and know where it stands. */
  beatMs?: number;
  /** Names the readers to telemetry. */
  transport?: string;
  telemetry?: Telemetry;
}

/**
 * Follows the sequence until the signal ends it. A reader is a place, not a queue: what it gets is read when it asks,
 * so a slow one skips what was replaced meanwhile. The first batch comes at once, though it may be empty.
 */
export async function* follow(options: FollowOptions): AsyncGenerator<Batch, void> {
  const { hub, from, signal, beatMs, transport = "", telemetry = noTelemetry } = options;
  const bell = new Bell();
  const unsubscribe = hub.subscribe(() => bell.ring());
  const stop = (): void => bell.ring();
  let isBeatDue = false;
  const beat = (): void => {
    isBeatDue = true;
    bell.ring();
  };
  const beats = beatMs === undefined ? undefined : setInterval(beat, beatMs);
  signal.addEventListener("abort", stop, { once: true });
  try {
    let place = from;
    let hasBeenLevel = false;
    let isWaiting = false;
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      bell.reset();
      const batch = await hub.read(place);
      place = batch.end;
      if (isFirst || hasNews(batch)) yield batch;
      // News without an entry have no place in the sequence that the reader could note.
      isBeatDue ||= hasNews(batch) && batch.entries.length === 0;
      if (isWaiting && batch.entries.length > 0) noteLag(batch, telemetry);
      if (!isWaiting && hasBeenLevel && batch.skipped > 0) telemetry.conflated(transport, batch.skipped);

      hasBeenLevel ||= batch.isLevel;
      isWaiting = batch.isLevel && !bell.isRung;
      if (batch.isLevel && !isBeatDue) await bell.heard();
      if (isBeatDue && !signal.aborted) yield toStanding(batch);
      isBeatDue = false;
    }
  } finally {
    clearInterval(beats);
    signal.removeEventListener("abort", stop);
    unsubscribe();
  }
}

/** Says where the reader stands, and nothing else. */
function toStanding(batch: Batch): Batch {
  return { ...batch, isReset: false, entries: [], skipped: 0 };
}

const noted = new WeakSet<Batch>();

/** Those who waited for it are all woken in one turn: when that is over, the last of them has been given it. */
function noteLag(batch: Batch, telemetry: Telemetry): void {
  if (noted.has(batch)) return;
  noted.add(batch);
  setImmediate(() => telemetry.lagged(performance.now() - batch.movedAt));
}

/** Rung when something may be newer; a ring between `reset` and `heard` is not missed. */
class Bell {
  isRung = false;
  #rung = Promise.withResolvers<void>();

  ring(): void {
    this.isRung = true;
    this.#rung.resolve();
  }

  reset(): void {
    if (!this.isRung) return;
    this.isRung = false;
    this.#rung = Promise.withResolvers();
  }

  heard(): Promise<void> {
    return this.#rung.promise;
  }
}
