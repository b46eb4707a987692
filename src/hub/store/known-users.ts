import type { KnownUser } from "./settle.ts";

/** A user as a row of the file. */
export interface StoredUser extends KnownUser {
  id: number;
  /** When the row is looked at: never later than the user is to leave. */
  dueAt: number;
}

const usersKept = 100_000;

/**
 * What the store has of many who were observed: reading it anew for every arrival would take a quarter of the
 * writer's time. Holds what was committed, and nothing once somebody else may have written.
 */
export class KnownUsers {
  readonly #users = new Map<string, StoredUser>();

  get(userId: string): StoredUser | undefined {
    return this.#users.get(userId);
  }

  set(userId: string, user: StoredUser): void {
    this.#users.set(userId, user);
  }

  /** Those who were kept first make room: once a commit, since a map skips all that was deleted in front of its first. */
  trim(): void {
    for (const userId of this.#users.keys()) {
      if (this.#users.size <= usersKept) break;
      this.#users.delete(userId);
    }
  }

  forget(userId: string): void {
    this.#users.delete(userId);
  }

  clear(): void {
    this.#users.clear();
  }
}
