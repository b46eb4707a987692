import type { KnownUser } from "./settle.ts";

const usersKept = 20_000;

/**
 * What the store has of those who were observed last: reading it anew for every arrival would take a quarter of the
 * writer's time. Holds what was committed, and nothing once somebody else may have written.
 */
export class KnownUsers {
  readonly #users = new Map<string, KnownUser>();

  get(userId: string): KnownUser | undefined {
    return this.#users.get(userId);
  }

  /** The one that has been there longest makes room. */
  set(userId: string, user: KnownUser): void {
    this.#users.delete(userId);
    this.#users.set(userId, user);
    if (this.#users.size <= usersKept) return;

    const [oldest] = this.#users.keys();
    this.#users.delete(oldest!);
  }

  clear(): void {
    this.#users.clear();
  }
}
