import type { Log } from "../log.ts";
import { Courier } from "./courier.ts";
import { countBySink, type DeliveryCounts } from "./delivery-counts.ts";
import { MemoryQueue } from "./memory-queue.ts";
import { toParcel, type Item } from "./parcel.ts";
import type { Sink } from "./sink.ts";

interface DirectRequest {
  sinks: readonly Sink[];
  log: Log;
  random?: () => number;
}

/** Delivers what can be read again: every item, none replaced by a newer one, and no more at a time than is taken. */
export class DirectDelivery {
  readonly #routes: readonly { queue: MemoryQueue; courier: Courier }[];

  /** Takes over the sinks: closing it closes them. */
  constructor({ sinks, log, random = Math.random }: DirectRequest) {
    this.#routes = sinks.map((sink) => {
      const queue = new MemoryQueue({ capacity: Number.POSITIVE_INFINITY, keepsAll: true });
      return { queue, courier: new Courier({ sink, queue, log, random }) };
    });
  }

  get counts(): Record<string, DeliveryCounts> {
    const couriers = this.#routes.map(({ courier }) => courier);
    return countBySink(couriers, () => ({ isSpooled: false }));
  }

  /** Resolves with whether every sink has the items; not before `patienceMs` are over for one that fails. */
  async deliver(items: readonly Item[], signal: AbortSignal, patienceMs: number): Promise<boolean> {
    const parcels = items.map(toParcel);
    await Promise.all(
      this.#routes.map(async ({ queue, courier }) => {
        queue.add(parcels.filter(({ type }) => courier.sink.takes.has(type)));
        courier.call();
        await courier.flush(signal, patienceMs);
      }),
    );
    return this.#routes.every(({ queue }) => queue.counts.waiting === 0);
  }

  async close(): Promise<void> {
    await Promise.all(this.#routes.map(({ courier }) => courier.close()));
  }
}
