import type { MetricRecord } from "../../metric/meta.ts";
import { judgeRow, toRow, type Row } from "./row.ts";
import { eachInSteps, type SlicedWork } from "./sliced-job.ts";
import type { Clock, IntervalOf } from "./status.ts";

/** The place of one user: it stays while the row in it changes. */
export interface Seat {
  row: Row;
  /** When the user left, by the page's own clock; undefined while here. */
  leftAt: number | undefined;
}

/** Everybody in the live view, and those who have just left it. */
export class Crowd {
  readonly #seats = new Map<string, Seat>();
  readonly #left = new Map<string, Seat>();
  /** All seats; undefined since somebody came or left. */
  #list: readonly Seat[] | undefined;
  readonly #onChange: (seat: Seat) => void;

  /** `onChange` is told whenever another row is in a seat. */
  constructor(onChange: (seat: Seat) => void) {
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#seats.size;
  }

  seats(): readonly Seat[] {
    return (this.#list ??= [...this.#seats.values()]);
  }

  /** Also somebody who has just left. */
  get(userId: string): Row | undefined {
    return (this.#seats.get(userId) ?? this.#left.get(userId))?.row;
  }

  put(record: MetricRecord, clock: Clock, intervalOf: IntervalOf): void {
    const { userId } = record.metric;
    const row = toRow(record, clock, intervalOf);
    const seat = this.#seats.get(userId) ?? this.#left.get(userId) ?? { row, leftAt: undefined };
    seat.row = row;
    seat.leftAt = undefined;
    if (!this.#seats.has(userId)) this.#list = undefined;
    this.#left.delete(userId);
    this.#seats.set(userId, seat);
    this.#onChange(seat);
  }

  remove(userId: string, now: number): void {
    const seat = this.#seats.get(userId);
    if (!seat) return;
    seat.row = { ...seat.row, status: "left" };
    seat.leftAt = now;
    this.#list = undefined;
    this.#seats.delete(userId);
    this.#left.set(userId, seat);
    this.#onChange(seat);
  }

  /** Time alone changes a status. Who comes meanwhile is judged already, and who leaves is passed over. */
  *judge(clock: Clock, intervalOf: IntervalOf): SlicedWork<void> {
    yield* eachInSteps(this.seats(), (seat) => {
      const row = judgeRow(seat.row, clock, intervalOf);
      if (row === seat.row || seat.leftAt !== undefined) return;
      seat.row = row;
      this.#onChange(seat);
    });
  }

  /** Lets go of those who left before. Returns them. */
  forget(leftBefore: number): ReadonlySet<Seat> {
    const gone = new Set<Seat>();
    for (const [userId, seat] of this.#left) {
      if (seat.leftAt === undefined || seat.leftAt > leftBefore) continue;
      this.#left.delete(userId);
      gone.add(seat);
    }
    return gone;
  }
}
