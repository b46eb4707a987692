import type { KnownUser } from "./settle.ts";

/** A user as a row of the file. */
export interface StoredUser extends KnownUser {
  id: number;
  /** When the row is looked at: never later than the user is to leave. */
  dueAt: number;
}

const usersKept = 20_000;

/**
 * What the store has of those who were observed last: reading it anew for every arrival would take a quarter of the
 * writer's time. Holds what was committed, and nothing once somebody else may have written.
 */
export class KnownUsers {
  readonly #users = new Map<string, StoredUser>();

  get(userId: string): StoredUser | undefined {
    return this.#users.get(userId);
  }

  /** The one that was observed longest ago makes room. */
  set(userId: string, user: StoredUser): void {
    // Behind all others: what was not observed for longest is in front.
    this.#users.delete(userId);
    this.#users.set(userId, user);
    if (this.#users.size <= usersKept) return;

    const [oldest] = this.#users.keys();
    this.#users.delete(oldest!);
  }

  forget(userId: string): void {
    this.#users.delete(userId);
  }

  clear(): void {
    this.#users.clear();
  }
}
