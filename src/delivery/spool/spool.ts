import type { DatabaseSync } from "node:sqlite";
import { toMetricParcel, toParcel, toRunParcel, type Item, type ItemType, type Parcel } from "../parcel.ts";
import { DiskRoom } from "./disk-room.ts";
import { Latest } from "./latest.ts";
import type { SpoolOptions } from "./options.ts";
import { toLater, toRisen } from "./rising-times.ts";
import { openSpoolFile } from "./spool-file.ts";
import { LogSync, type SyncFile } from "./log-sync.ts";
import { prepareStatements } from "./spool-statements.ts";
import { SpoolFullError, toSpoolError } from "./spool-full-error.ts";

/** A parcel in its place. */
export interface Waiting extends Parcel {
  seq: number;
}

/** What a sink will never take. */
export interface Refused {
  waiting: Waiting;
  reason: string;
}

/** What a stage before the spool has to know after a restart: on disk together with what it led to, or not at all. */
export interface Note {
  key: string;
  /** Undefined takes the note away. */
  value: string | undefined;
}

/** What happened in the spool. */
export type SpoolChange = RowsAdded | RowChange;

/** Neighbours, together: there are many. */
interface RowsAdded {
  what: "added";
  count: number;
  /** Whom they wait for; empty for all. */
  sink: string;
  type: ItemType;
}

/** A newer one took its place, there or at the end; or it had to make room. */
interface RowChange {
  what: "renewed" | "replaced" | "dropped";
  seq: number;
  sink: string;
  type: ItemType;
}

/** What of the spool waits for one sink. */
export interface SpoolReader {
  readonly sink: string;
  readonly takes: ReadonlySet<ItemType>;
  /** The last place it has read. */
  readonly cursor: number;
  /** Called for each change that concerns its sink once that is on disk. */
  notice(change: SpoolChange): void;
}

export interface SpoolRequest extends SpoolOptions {
  file: string;
  /** As the system does it, unless a test has it wait. */
  syncFile?: SyncFile;
}

const bytesPerMegabyte = 1024 * 1024;
const droppedAtOnce = 500;
/** A clock that is set back by more than this is somebody's to mend. */
const latestKeptMs = 30 * 86_400_000;

/**
 * What waits on disk until every sink has it. Of a user and of a target only the newest is kept: it takes the place of
 * one that still waits. Its one owner is the process that holds the lock of its folder.
 */
export class Spool {
  readonly file: string;
  /** What found no room, with `drop-newest`. */
  refused = 0;
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepareStatements>;
  readonly #maxBytes: number;
  readonly #whenFull: SpoolOptions["whenFull"];
  readonly #readers = new Set<SpoolReader>();
  readonly #latest: Latest;
  /** What the put under way has done. */
  #changes: SpoolChange[] = [];
  /** The last place that was given, within a transaction. */
  #seq = 0;
  /** Up to here nothing is left, so nothing need be looked for. */
  #pruned = 0;
  #fileVersion: unknown;
  readonly #log: LogSync;
  #isLogInDoubt = false;
  readonly #room: DiskRoom;

  private constructor(database: DatabaseSync, { file, maxMegabytes, whenFull, syncFile }: SpoolRequest) {
    this.file = file;
    this.#database = database;
    this.#statements = prepareStatements(database);
    this.#maxBytes = maxMegabytes * bytesPerMegabyte;
    this.#whenFull = whenFull;
    this.#latest = new Latest(database);
    this.#room = new DiskRoom(database, file);
    this.#fileVersion = this.#statements.fileVersion.get()!["data_version"];
    // A first commit, which SQLite syncs, so that there is a log.
    this.#transaction("FULL", () => this.#statements.touch.run());
    this.#log = new LogSync(file, syncFile);
  }

  /** Throws EnvironmentError where the file cannot be used, or was written by a newer version. */
  static open(request: SpoolRequest): Spool {
    return new Spool(openSpoolFile(request.file), request);
  }

  /** Lets a reader take part. Returns where its sink was; of a new one, the place behind all that is there. */
  join(reader: SpoolReader): number {
    const { addSink, position } = this.#statements;
    addSink.run(reader.sink);
    this.#readers.add(reader);
    return Number(position.get(reader.sink)!["position"]);
  }

  /** How much of what a reader takes comes after what it has read. */
  countUnread({ sink, takes, cursor }: SpoolReader): number {
    return Number(this.#statements.countUnread.get(cursor, sink, JSON.stringify([...takes]))!["count"]);
  }

  /**
   * Written when it returns, with the notes, or not at all; on disk when `untilSynced` has resolved. Each metric of a user
   * is later than the one before: its time is moved a millisecond past that where it is not. Returns the parcels as they
   * leave. Throws a SpoolFullError where there is no room and `whenFull` says to wait.
   */
  put(items: readonly Item[], notes: readonly Note[] = []): Parcel[] {
    try {
      return this.#put(items, notes);
    } catch (error) {
      if (!(error instanceof SpoolFullError) || this.#whenFull !== "drop-newest") throw error;
      const none = this.#put([], notes);
      this.refused += items.length;
      return none;
    }
  }

  /**
   * Resolves when what was put is on disk. Until then nothing of it may leave. Rejects with a SpoolFullError where the disk
   * has no room for it; it stays where it is, and may be waited for again.
   */
  async untilSynced(): Promise<void> {
    try {
      // A system that could not write what it was to sync may say the next time that there is nothing left to be written.
      if (this.#isLogInDoubt) this.#room.copyLog();
      await this.#log.untilSynced();
      this.#isLogInDoubt = false;
    } catch (error) {
      this.#isLogInDoubt = true;
      throw toSpoolError(error);
    }
  }

  /** What comes after a place and is for this sink, in order, and up to where that is all there is. */
  read({ sink, after, limit }: { sink: string; after: number; limit: number }): { found: Waiting[]; upTo: number } {
    // Looked at first: what another process adds meanwhile comes after it.
    const last = this.#lastSeq();
    const rows = this.#statements.read.all(after, sink, limit) as unknown as WaitingRow[];
    const found = rows.map(([seq, type, id, key, json, metaJson]): Waiting => ({ seq, type, id, key, json, metaJson }));
    const end = found.at(-1)?.seq ?? after;
    return { found, upTo: found.length < limit ? Math.max(end, last) : end };
  }

  /** Notes that a sink has all up to `position`, but for what is set aside for good; what all sinks have is removed. */
  settle(
    sink: string,
    { position, refused, now }: { position: number; refused: readonly Refused[]; now: number },
  ): void {
    // Forgotten with the power, it is only sent once more; but a dead letter is nowhere else.
    this.#pruned = this.#transaction(refused.length > 0 ? "FULL" : "NORMAL", () => {
      for (const { waiting, reason } of refused) {
        const { type, id, key, json, metaJson } = waiting;
        this.#statements.bury.run(sink, type, id, key, json, metaJson, reason, now);
      }
      this.#statements.move.run(position, sink);
      return this.#prune();
    });
  }

  notes(): { key: string; value: string }[] {
    return this.#statements.notes.all() as unknown as { key: string; value: string }[];
  }

  /** Whether another process has written since the last call: it may have given letters back. */
  wasChanged(): boolean {
    const before = this.#fileVersion;
    this.#fileVersion = this.#statements.fileVersion.get()!["data_version"];
    return before !== this.#fileVersion;
  }

  /**
   * Puts aside what waits for sinks that are not among these, and takes up again what was put aside for these. Returns
   * how much was put aside, by sink.
   */
  configure(sinks: readonly string[], now: number): Map<string, number> {
    const { sinkNames, addSink, putAside, removeSink, setAside, forgetAside } = this.#statements;
    const aside = new Map<string, number>();
    this.#transaction("FULL", () => {
      const gone = sinkNames
        .all()
        .map(({ name }) => String(name))
        .filter((name) => !sinks.includes(name));
      for (const name of gone) {
        const { changes } = putAside.run(now, name);
        if (changes > 0) aside.set(name, Number(changes));
        removeSink.run(name);
      }
      this.#prune();
      for (const sink of sinks) {
        addSink.run(sink);
        for (const letter of setAside.all(sink) as unknown as Waiting[]) this.#insert(letter, sink);
        forgetAside.run(sink);
      }
      this.#latest.forget(now - latestKeptMs);
    });
    return aside;
  }

  close(): void {
    this.#log.close();
    this.#database.close();
  }

  #put(items: readonly Item[], notes: readonly Note[]): Parcel[] {
    this.#changes = [];
    const parcels = this.#transaction("NORMAL", () => {
      const parcels = items.map((item) => this.#add(item));
      this.#latest.write();
      this.#write(notes);
      this.#makeRoom();
      return parcels;
    });
    this.#log.note();
    for (const change of this.#changes)
      for (const reader of this.#readers)
        if (change.sink === forAllSinks || change.sink === reader.sink) reader.notice(change);
    return parcels;
  }

  #add(item: Item): Parcel {
    const latest = this.#latest;
    switch (item.type) {
      case "event": {
        const parcel = toParcel(toLater(item, latest.at(latest.subject("metric", item.event.userId))));
        this.#append(parcel);
        return parcel;
      }
      case "run": {
        const { run } = item;
        return this.#renew(toRunParcel(run), latest.subject("run", run.target), Date.parse(run.endedAt));
      }
      case "metric": {
        const subject = latest.subject("metric", item.record.metric.userId);
        const { record, at } = toRisen(item.record, latest.at(subject));
        return this.#renew(toMetricParcel(record), subject, at);
      }
    }
  }

  /** Takes the place of the one before that still waits, if there is one. */
  #renew(parcel: Parcel<"metric" | "run">, subject: number, at: number): Parcel {
    const { type, key } = parcel;
    const before = this.#latest.seq(subject);
    const seq = before > this.#pruned ? this.#replace(before, parcel) : this.#append(parcel);
    this.#latest.change({ type, key, subject }, at, seq);
    return parcel;
  }

  /** Returns its place. */
  #replace(before: number, parcel: Parcel): number {
    const { type, id, json, metaJson } = parcel;
    // Where nobody has read it yet it stays in its place, or who changes often would wait longest.
    if (this.#isUnread(before) && this.#statements.renew.run(id, json, metaJson, before).changes > 0) {
      this.#changes.push({ what: "renewed", seq: before, sink: forAllSinks, type });
      return before;
    }
    if (this.#statements.remove.run(before).changes > 0)
      this.#changes.push({ what: "replaced", seq: before, sink: forAllSinks, type });
    return this.#append(parcel);
  }

  /** Returns its place: none, where there is no sink to take it. */
  #append(parcel: Parcel): number {
    if (this.#readers.size === 0) return 0;
    const seq = this.#insert(parcel, forAllSinks);
    this.#noteAdded(parcel.type);
    return seq;
  }

  #noteAdded(type: ItemType): void {
    const last = this.#changes.at(-1);
    if (last?.what === "added" && last.type === type) last.count += 1;
    else this.#changes.push({ what: "added", count: 1, sink: forAllSinks, type });
  }

  #insert({ type, id, key, json, metaJson }: Parcel, sink: string): number {
    const { insert, insertMetric } = this.#statements;
    this.#seq += 1;
    if (type === "metric" && sink === forAllSinks) insertMetric(this.#seq, id, key, json, metaJson);
    else insert.run(this.#seq, sink, type, id, key, json, metaJson);
    return this.#seq;
  }

  /** Returns up to where everybody has everything. */
  #prune(): number {
    const position = Number(this.#statements.leastPosition.get()!["position"]);
    this.#statements.prune.run(position);
    return position;
  }

  #isUnread(seq: number): boolean {
    return this.#readers.values().every(({ cursor }) => cursor < seq);
  }

  #write(notes: readonly Note[]): void {
    for (const { key, value } of notes) {
      if (value === undefined) this.#statements.removeNote.run(key);
      else this.#statements.putNote.run(key, value);
    }
  }

  /** After writing, since what takes the place of another needs none. */
  #makeRoom(): void {
    while (this.#usedBytes() > this.#maxBytes) {
      const dropped = this.#whenFull === "drop-oldest" ? this.#statements.dropOldest.all(droppedAtOnce) : [];
      if (dropped.length === 0) throw new SpoolFullError(`it has its ${this.#maxBytes / bytesPerMegabyte} MB`);
      for (const row of dropped) this.#changes.push({ what: "dropped", ...(row as Omit<RowChange, "what">) });
    }
    const lack = this.#room.findLack();
    if (lack !== undefined) throw new SpoolFullError(lack);
  }

  #lastSeq(): number {
    return Number(this.#statements.lastSeq.get()!["last_seq"]);
  }

  #usedBytes(): number {
    return Number(this.#statements.usedBytes.get()!["bytes"]);
  }

  /** FULL is on disk when it is over; NORMAL when the log is synced, and never costs what was there before. */
  #transaction<Result>(synchronous: "FULL" | "NORMAL", work: () => Result): Result {
    this.#room.keepLogShort();
    try {
      this.#database.exec(`PRAGMA synchronous = ${synchronous}; BEGIN IMMEDIATE`);
      const before = this.#lastSeq();
      this.#seq = before;
      const result = work();
      if (this.#seq !== before) this.#statements.setLastSeq.run(this.#seq);
      this.#database.exec("COMMIT");
      this.#latest.settle(true);
      return result;
    } catch (error) {
      this.#latest.settle(false);
      // A full disk may have ended the transaction already.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw toSpoolError(error);
    }
  }
}

type WaitingRow = [seq: number, type: ItemType, id: string, key: string, json: string, metaJson: string];

const forAllSinks = "";
