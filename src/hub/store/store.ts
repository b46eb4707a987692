/** What was taken in: checked, and serialised once for disk and wire alike. */
export type Arrival =
  | { type: "user"; userId: string; version: string; metricJson: string; metaJson: string }
  | { type: "event"; id: string; eventJson: string };

/** One entry of the hub's sequence. A user has one, the newest; a later change takes its place. */
export type Change =
  | { type: "user"; seq: number; userId: string; metricJson: string; metaJson: string }
  | { type: "event"; seq: number; eventJson: string };

/** Where a reader is. A fresh one skips old events, so these have a place of their own. */
export interface Position {
  seq: number;
  /** Events up to this `seq` are left out; never less than `seq`. */
  eventsAfter: number;
}

export interface Commit {
  /** The latest of the sequence. */
  seq: number;
  /** Same order as the arrivals; false is a duplicate, or older than what is kept. */
  accepted: boolean[];
}

/** Keeps the latest of each user and the last events, in the order of one sequence. */
export interface Store {
  /** Names this history: made with the store, and kept by it over restarts. */
  readonly epoch: string;
  latestSeq(): Promise<number>;
  /** All or nothing. Resolves when it is on disk; whatever is accepted takes the next `seq`. */
  commit(arrivals: readonly Arrival[]): Promise<Commit>;
  /** At most `limit` changes after a position, in `seq` order. */
  changesAfter(position: Position, limit: number): Promise<Change[]>;
  /** The `seq` after which the last `count` events lie. */
  seqBeforeLastEvents(count: number): Promise<number>;
  close(): Promise<void>;
}

export interface StoreOptions {
  stateFolder: string;
  eventsKept: number;
}

/** A kind of store. `open` throws EnvironmentError LM_STATE_UNUSABLE where it cannot work. */
export interface StoreKind {
  name: string;
  open(options: StoreOptions): Promise<Store>;
}

export function defineStore(kind: StoreKind): StoreKind {
  return kind;
}
