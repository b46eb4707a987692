import { statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";

const bytesPerMegabyte = 1024 * 1024;
const largestReserve = 32 * bytesPerMegabyte;
/** Of the disk, where that is less. */
const reservedShare = 1 / 16;

/**
 * What the spool leaves of its disk: noting what was delivered needs room too, before it makes any. And a log can be copied
 * back only while there is as much room beside it, so on a disk that fills up it is kept short.
 */
export class DiskRoom {
  readonly #folder: string;
  readonly #logFile: string;
  readonly #reserve: number;
  readonly #freePages: StatementSync;
  readonly #copyLog: StatementSync;

  constructor(database: DatabaseSync, file: string) {
    this.#folder = dirname(file);
    this.#logFile = `${file}-wal`;
    const { blocks, bsize } = statfsSync(this.#folder);
    this.#reserve = Math.min(largestReserve, blocks * bsize * reservedShare);
    this.#freePages = database.prepare(
      "SELECT freelist_count * page_size AS bytes FROM pragma_freelist_count, pragma_page_size",
    );
    this.#copyLog = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  /** Why no more can be taken in; there is room on the disk, or in the file where others have left. */
  findLack(): string | undefined {
    if (this.#onDisk() >= this.#reserve || this.#inFile() >= this.#reserve) return undefined;
    return `its disk has less than ${Math.ceil(this.#reserve / bytesPerMegabyte)} MB left`;
  }

  /** Before a transaction. */
  keepLogShort(): void {
    if (this.#onDisk() >= this.#reserve + this.#logSize()) return;
    try {
      this.copyLog();
    } catch {
      // What stands in its way shows when the transaction is committed.
    }
  }

  /** Into the file, and syncs that. Throws where it cannot. */
  copyLog(): void {
    this.#copyLog.get();
  }

  #onDisk(): number {
    const { bavail, bsize } = statfsSync(this.#folder);
    return bavail * bsize;
  }

  #inFile(): number {
    return Number(this.#freePages.get()!["bytes"]);
  }

  #logSize(): number {
    return statSync(this.#logFile, { throwIfNoEntry: false })?.size ?? 0;
  }
}
