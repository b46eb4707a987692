import type { Batch } from "./batch.ts";
import type { Hub } from "./hub.ts";
import type { Position } from "./store/store.ts";

interface FollowOptions {
  hub: Hub;
  from: Position;
  signal: AbortSignal;
  /** After this long without news comes an empty batch, for transports that must be heard. */
  idleMs?: number;
}

/**
 * Follows the sequence until the signal ends it. A reader is a place, not a queue: what it gets is read when it asks,
 * so a slow one skips what was replaced meanwhile. The first batch comes at once, though it may be empty.
 */
export async function* follow({ hub, from, signal, idleMs }: FollowOptions): AsyncGenerator<Batch, void> {
  const bell = new Bell();
  const unsubscribe = hub.subscribe(() => bell.ring());
  const stop = (): void => bell.ring();
  signal.addEventListener("abort", stop, { once: true });
  try {
    let position = from;
    let isDue = true;
    while (!signal.aborted) {
      bell.reset();
      const batch = await hub.read(position);
      position = batch.end;
      if (isDue || batch.changes.length > 0) yield batch;
      isDue = batch.changes.length === 0 && (await bell.heard(idleMs)) === "silence";
    }
  } finally {
    signal.removeEventListener("abort", stop);
    unsubscribe();
  }
}

/** Rung when something may be newer; a ring between `reset` and `heard` is not missed. */
class Bell {
  #rung = Promise.withResolvers<"ring">();

  ring(): void {
    this.#rung.resolve("ring");
  }

  reset(): void {
    this.#rung = Promise.withResolvers();
  }

  async heard(idleMs?: number): Promise<"ring" | "silence"> {
    if (idleMs === undefined) return this.#rung.promise;

    const silence = Promise.withResolvers<"silence">();
    const timer = setTimeout(() => silence.resolve("silence"), idleMs);
    try {
      return await Promise.race([this.#rung.promise, silence.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}
