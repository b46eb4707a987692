import type { Scope } from "../security/principal.ts";

/** Why a user is no longer in the live view: not observed for too long, or said to be gone. */
export type LeaveReason = "expired" | "gone";

/** Whether a user was active when observed; a screen may not tell. */
export type Activity = "active" | "idle" | "unknown";

/** What was taken in: checked, and serialised once for disk and wire alike. Times are epoch milliseconds. */
export type Arrival =
  | {
      type: "user";
      userId: string;
      source: string;
      /** Sorts by time; newer replaces older. */
      version: string;
      observedAt: number;
      /** When the user leaves unless observed again. */
      expiresAt: number;
      activity: Activity;
      metricJson: string;
      metaJson: string;
    }
  /** The user leaves, unless observed after `version`. */
  | { type: "left"; userId: string; version: string; at: number; reason: LeaveReason }
  /** The user stays until then, unless observed after `version`; no change that a reader sees. */
  | { type: "kept"; userId: string; version: string; expiresAt: number }
  | { type: "event"; id: string; at: number; eventJson: string }
  | { type: "run"; target: string; version: string; at: number; isGood: boolean; runJson: string };

/** One entry of the hub's sequence. A user has one, the newest, and so has a target; a later one takes its place. */
export type Change =
  | { type: "user"; seq: number; userId: string; metricJson: string; metaJson: string }
  | { type: "left"; seq: number; userId: string; reason: LeaveReason }
  | { type: "event"; seq: number; eventJson: string }
  | { type: "run"; seq: number; runJson: string };

/** Where a reader is. A fresh one skips what was over before it came, so that has places of its own. */
export interface Position {
  seq: number;
  /** Events up to this `seq` are left out; never less than `seq`. */
  eventsAfter: number;
  /** So are users who left. */
  leftAfter: number;
}

/** What follows a position, and from where on the store can say so completely. */
export interface Slice {
  changes: Change[];
  /** Who left, and how many events there were, is forgotten up to this `seq`: a reader before it can only start anew. */
  forgottenTo: number;
  /** Events up to this `seq` are no longer kept. */
  eventsDroppedTo: number;
}

/** What became of some arrivals. */
export interface Taken {
  /** The latest of the sequence. */
  seq: number;
  /** Same order as the arrivals; false is a duplicate, or older than what is kept. */
  accepted: boolean[];
}

export interface Commit extends Taken {
  /** The source of each metric that was older than what is kept of its user. */
  older: string[];
}

/** A user who has not been observed for long. */
export interface Overdue {
  userId: string;
  source: string;
  version: string;
  observedAt: number;
}

export interface StoredRun {
  runJson: string;
  lastGoodAt: number | undefined;
}

/** Counts of one minute in which something was observed: the most at any one time, as a reader of "now" saw it. */
export interface MinuteCounts {
  /** Start of the minute. */
  at: number;
  users: number;
  active: number;
  /** Users of whom the screen does not tell whether they are active. */
  unknown: number;
  events: number;
}

/** One state of one user in the past; without a metric, the user left then. */
export interface PastState {
  at: number;
  metricJson: string | undefined;
  metaJson: string | undefined;
}

export interface TimeRange {
  from: number;
  /** Exclusive. */
  to: number;
}

/** An API key as it is kept: its secret only as a hash. */
export interface StoredKey {
  id: string;
  name: string;
  scopes: Scope[];
  /** SHA-256, in hex. */
  hash: string;
  createdAt: number;
  revokedAt: number | undefined;
}

/** What a browser was given instead of a key: a ticket or link for one use, or a session. Known by its hash only. */
export interface Grant {
  hash: string;
  kind: "ticket" | "link" | "session";
  scopes: Scope[];
  expiresAt: number;
  /** When what it was given for is over, on a connection that was opened with it as well. */
  endsAt: number | undefined;
  /** The key it was given for, which takes it along when it is revoked. */
  keyId: string | undefined;
}

/** Keys and grants, shared by all hubs of one store. */
export interface CredentialStore {
  addKey(key: StoredKey): Promise<void>;
  findKey(id: string): Promise<StoredKey | undefined>;
  /** Oldest first, revoked ones as well. */
  listKeys(): Promise<StoredKey[]>;
  /** False when there is no such key, or it was revoked before. */
  revokeKey(id: string, at: number): Promise<boolean>;
  addGrant(grant: Grant): Promise<void>;
  findGrant(hash: string): Promise<Grant | undefined>;
  /** Takes a grant away: of two who ask for the same one, one gets it. */
  takeGrant(hash: string): Promise<Grant | undefined>;
}

export type UserVersion = Pick<Overdue, "userId" | "version">;
export type StoredEvent = Omit<Extract<Change, { type: "event" }>, "type">;

/** A part of the history, small enough to be changed without holding up others for long. */
export interface HistoryPage {
  sources: ReadonlySet<string>;
  /** Takes all from the states of this source but their places, unless they are what a user is now. Says how many. */
  wipe(source: string): Promise<number>;
}

/** Finds and takes away what came from one source. Each call is short: a hub may be at work on the same store. */
export interface SourceStore {
  /** Sources of users in the live view, and targets. */
  inView(): Promise<string[]>;
  /** Of a user in the live view. */
  sourceOf(userId: string): Promise<string | undefined>;
  /** Users of a source in the live view, in an order of its own; from the first one, or after one of them. */
  usersOf(source: string, after: string | undefined, limit: number): Promise<UserVersion[]>;
  /** In `seq` order. */
  eventsAfter(seq: number, limit: number): Promise<StoredEvent[]>;
  /** Takes a place in the sequence, so that hubs which have them in memory read anew. */
  dropEvents(seqs: readonly number[]): Promise<void>;
  /** Readers from before it start anew, since nothing else tells them. False where the target is not known. */
  dropRun(target: string): Promise<boolean>;
  /** All states up to a `seq`, whoever they came from. */
  history(upTo: number): AsyncIterable<HistoryPage>;
}

/** Keeps the latest of each user, target and the last events in the order of one sequence, and what was before. */
export interface Store extends CredentialStore {
  /** Names this history: made with the store, and kept by it over restarts. */
  readonly epoch: string;
  /** How many commits it takes in order before it is done with the first of them, at no cost to anybody. */
  readonly commitsAhead: number;
  readonly eventsKept: number;
  readonly sources: SourceStore;
  latestSeq(): Promise<number>;
  /** All or nothing. Resolves when it is on disk; whatever is accepted takes the next `seq`. `now` dates the history. */
  commit(arrivals: readonly Arrival[], now: number): Promise<Commit>;
  /** At most `limit` changes after a position, in `seq` order. */
  changesAfter(position: Position, limit: number): Promise<Slice>;
  /** The `seq` after which the last `count` events lie; where fewer are kept, the `seq` after which all of them do. */
  seqBeforeLastEvents(count: number): Promise<number>;
  /** How many events after `after`, up to each of these places, are no longer kept. */
  eventsMissed(after: number, upTo: readonly number[]): Promise<number[]>;
  /** Users who are in the live view and whose time may be over, the longest first: who was observed again may be among them. */
  overdue(now: number, limit: number): Promise<Overdue[]>;
  runs(): Promise<StoredRun[]>;
  /** Counts by steps of whole minutes, oldest first: the most of any one minute, but events add up. */
  minutes(range: TimeRange, stepMs: number): Promise<MinuteCounts[]>;
  /** States of a user, newest first, read as far as they are taken. */
  pastStates(userId: string, range: TimeRange): AsyncIterable<PastState>;
  /** Events that are kept, newest first, as JSON. */
  eventsBetween(range: TimeRange, limit: number): Promise<string[]>;
  /** Users in the live view. */
  countUsers(): Promise<number>;
  /** Drops what is older than the retention time, targets that did not run for as long, and grants that are over. */
  prune(now: number): Promise<void>;
  /** Calls `onChange` when another process may have changed the store; returns what ends that. */
  watch(onChange: () => void): () => void;
  close(): Promise<void>;
}

export interface StoreOptions {
  stateFolder: string;
  /** Of a database server, where it is one. */
  databaseUrl: string | undefined;
  eventsKept: number;
  retentionMs: number;
  /** Told what a person should know and no caller can: a connection that was lost. */
  warn: (sentence: string, cause: unknown) => void;
}

/** A kind of store. `open` throws EnvironmentError LM_STATE_UNUSABLE where it cannot work. */
export interface StoreKind {
  name: string;
  open(options: StoreOptions): Promise<Store>;
}

export function defineStore(kind: StoreKind): StoreKind {
  return kind;
}
