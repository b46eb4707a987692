import type { Parcel } from "./parcel.ts";
import type { Queue, QueueCounts } from "./queue.ts";

interface MemoryQueueOptions {
  /** Most that waits; beyond it what waits longest is dropped and counted. */
  capacity?: number;
  /** Nothing takes the place of anything. */
  keepsAll?: boolean;
  onDrop?: () => void;
}

/** What waits in memory: of each user the newest metric, and every event. Gone with the process. */
export class MemoryQueue implements Queue {
  readonly #capacity: number;
  readonly #keepsAll: boolean;
  readonly #onDrop: () => void;
  readonly #waiting = new Map<string, Parcel>();
  #taken: Parcel[] = [];
  #isForgotten = false;
  #conflated = 0;
  #dropped = 0;

  constructor({ capacity = 100_000, keepsAll = false, onDrop = () => {} }: MemoryQueueOptions = {}) {
    this.#capacity = capacity;
    this.#keepsAll = keepsAll;
    this.#onDrop = onDrop;
  }

  get counts(): QueueCounts {
    return {
      waiting: this.#waiting.size + this.#taken.length,
      conflated: this.#conflated,
      dropped: this.#dropped,
    };
  }

  add(parcels: readonly Parcel[]): void {
    if (this.#isForgotten) return;
    for (const parcel of parcels) this.#keep(parcel);
  }

  take(limit: number): Parcel[] {
    if (this.#taken.length > 0) this.#putBack();
    this.#taken = [...this.#waiting.values().take(limit)];
    for (const parcel of this.#taken) this.#waiting.delete(this.#nameOf(parcel));
    return this.#taken;
  }

  untilSafe(): undefined {
    return undefined;
  }

  dueInMs(): undefined {
    return undefined;
  }

  settle(): void {
    this.#taken = [];
  }

  /** Takes nothing any more, either. */
  forget(): void {
    this.#isForgotten = true;
    this.#taken = [];
    this.#waiting.clear();
  }

  /** What was not delivered goes first again, unless something newer of the same user came meanwhile. */
  #putBack(): void {
    const newer = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const parcel of this.#taken) this.#waiting.set(this.#nameOf(parcel), parcel);
    this.#taken = [];
    for (const parcel of newer) this.#keep(parcel);
  }

  #keep(parcel: Parcel): void {
    const name = this.#nameOf(parcel);
    if (this.#waiting.has(name)) this.#conflated += 1;
    else if (this.#waiting.size >= this.#capacity) this.#dropOldest();
    this.#waiting.set(name, parcel);
  }

  #dropOldest(): void {
    const [oldest] = this.#waiting.keys();
    if (oldest === undefined) return;
    this.#waiting.delete(oldest);
    this.#dropped += 1;
    if (this.#dropped === 1) this.#onDrop();
  }

  /** What takes the place of what: the newest of a user or target, and no event of another. */
  #nameOf({ type, id, key }: Parcel): string {
    return `${type} ${this.#keepsAll || type === "event" ? id : key}`;
  }
}
