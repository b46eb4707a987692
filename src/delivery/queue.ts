import type { Parcel } from "./parcel.ts";

/** What became of what has left for one sink. */
export interface QueueCounts {
  waiting: number;
  /** Replaced by something newer of the same user or target before they could be sent. */
  conflated: number;
  /** Had to make room. */
  dropped: number;
}

/** What waits for one sink. */
export interface Queue {
  readonly counts: QueueCounts;
  /** What is to be sent next, at most so many; the same again, but for what was replaced meanwhile, until it is settled. */
  take(limit: number): Parcel[];
  /** Resolves when what was taken may leave: it is as safe as it is to be. Undefined where it is already. */
  untilSafe(): Promise<void> | undefined;
  /** Milliseconds until something may leave that may not yet; undefined where nothing waits. */
  dueInMs(): number | undefined;
  /** All that was taken last has left; what is rejected is named by its place in it. */
  settle(rejected: readonly { index: number; reason: string }[]): void;
  /** Nobody is there any more to whom it could be sent. */
  forget(): void;
}
