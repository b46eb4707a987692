import type { Observation } from "../metric/observation.ts";

interface Claimant {
  target: string;
  /** Whether the target says that its userIds are those of others that say so too. */
  sharesUsers: boolean;
}

/** A row that is not delivered, since another target has a user of the same id. */
export interface HeldBack {
  userId: string;
  /** The target that had the id first. */
  owner: string;
}

/**
 * Knows which target delivers which user. Two apps that count their users alike would make one person of two: the later
 * target's row is held back, unless both say that they share their users.
 */
export class UserOwners {
  readonly #owners = new Map<string, Claimant>();

  /** The rows that the target may deliver, and those held back. */
  sort(observations: readonly Observation[], claimant: Claimant): { free: Observation[]; held: HeldBack[] } {
    const free: Observation[] = [];
    const held: HeldBack[] = [];
    for (const observation of observations) {
      const { userId } = observation.known;
      const owner = this.#owners.get(userId) ?? claimant;
      this.#owners.set(userId, owner);
      const isShared = owner.sharesUsers && claimant.sharesUsers;
      if (owner.target === claimant.target || isShared) free.push(observation);
      else held.push({ userId, owner: owner.target });
    }
    return { free, held };
  }
}

/** What to say of rows that were held back. */
export function describeHeldBack(held: readonly HeldBack[]): string {
  const [{ userId, owner } = { userId: "", owner: "" }] = held;
  const count = held.length === 1 ? "1 row is" : `${held.length} rows are`;
  return `${count} held back: userId ${userId} belongs to the target ${owner}. Give one of them a userIdPrefix, or both sharesUsers: true if they mean the same people`;
}
