import { closeSync, fdatasync, openSync } from "node:fs";
import { promisify } from "node:util";

export type SyncFile = (fd: number) => Promise<void>;

/**
 * Syncs the log of a SQLite file beside the thread that works, which a slow disk would hold up: a commit that SQLite does
 * not sync itself (`synchronous = NORMAL`) is on disk when its log is. Who asks while one is under way shares the next.
 */
export class LogSync {
  readonly #fd: number;
  readonly #syncFile: SyncFile;
  #written = 0;
  #synced = 0;
  #syncing: Promise<void> | undefined;

  /** The log must be there, and its name be synced, as it is after a commit that SQLite synced. */
  constructor(databaseFile: string, syncFile: SyncFile = promisify(fdatasync)) {
    this.#fd = openSync(`${databaseFile}-wal`, "r+");
    this.#syncFile = syncFile;
  }

  /** There was a commit. */
  note(): void {
    this.#written += 1;
  }

  /** Resolves when every commit that was noted before is on disk. */
  async untilSynced(): Promise<void> {
    const written = this.#written;
    while (this.#synced < written) {
      this.#syncing ??= this.#sync();
      await this.#syncing;
    }
  }

  close(): void {
    closeSync(this.#fd);
  }

  async #sync(): Promise<void> {
    const written = this.#written;
    try {
      await this.#syncFile(this.#fd);
      this.#synced = written;
    } finally {
      this.#syncing = undefined;
    }
  }
}
