import { setImmediate as nextTurn } from "node:timers/promises";
import type { Batch, Place } from "./batch.ts";
import type { Telemetry } from "./telemetry.ts";

/** A reader that had all there is when it joined, and waits for more. */
export interface Member {
  readonly place: Place;
  /** Takes what follows its place; leaves the crowd if it cannot take more at once. */
  take(batch: Batch): void;
  /** Leaves the crowd, since what follows cannot be read. */
  fail(error: unknown): void;
}

interface CrowdOptions {
  read: (place: Place) => Promise<Batch>;
  /** How far the hub is. */
  reached: () => number;
  telemetry: Telemetry;
}

/**
 * The readers that are level, as nearly all of them are at any time: what is new is read once and handed to one after
 * the other in a plain loop. Nobody waits here for anybody: who cannot keep up leaves, and reads for itself.
 */
export class Crowd {
  readonly #read: CrowdOptions["read"];
  readonly #reached: CrowdOptions["reached"];
  readonly #telemetry: Telemetry;
  readonly #members = new Set<Member>();
  #isMoving = false;

  constructor({ read, reached, telemetry }: CrowdOptions) {
    this.#read = read;
    this.#reached = reached;
    this.#telemetry = telemetry;
  }

  /** False where there is something newer already. */
  join(member: Member): boolean {
    if (this.#isBehind(member)) return false;
    this.#members.add(member);
    return true;
  }

  leave(member: Member): void {
    this.#members.delete(member);
  }

  /** There is something newer. */
  wake(): void {
    if (!this.#isMoving) void this.#move();
  }

  async #move(): Promise<void> {
    this.#isMoving = true;
    try {
      for (let behind = this.#findBehind(); behind; behind = this.#findBehind()) {
        const { place } = behind;
        const batch = await this.#read(place);
        // Whoever sent it is answered first, and the next commit set going: a thousand writes take a while.
        await nextTurn();
        this.#hand(batch, place);
      }
    } catch (error) {
      for (const member of this.#members) member.fail(error);
    } finally {
      this.#isMoving = false;
    }
  }

  #findBehind(): Member | undefined {
    return this.#members.values().find((member) => this.#isBehind(member));
  }

  #isBehind({ place }: Member): boolean {
    return place.seq < this.#reached();
  }

  /** To those who stand where it was read from: they may have come or gone while it was. */
  #hand(batch: Batch, place: Place): void {
    let handed = 0;
    for (const member of this.#members) {
      if (!isSame(member.place, place)) continue;
      handed += 1;
      try {
        member.take(batch);
      } catch (error) {
        member.fail(error);
      }
    }
    if (handed > 0 && batch.entries.length > 0) this.#telemetry.lagged(performance.now() - batch.movedAt);
  }
}

/** Two may stand at one number and know differently much of events and leavings: what follows is not the same for both. */
function isSame(one: Place, other: Place): boolean {
  // As a rule it is the very place that all were led to by one batch.
  return (
    one === other ||
    (one.seq === other.seq && one.eventsAfter === other.eventsAfter && one.leftAfter === other.leftAfter)
  );
}
