import type { Seat } from "./crowd.ts";
import type { SortKey } from "./order.ts";
import { eachInSteps, type SlicedWork } from "./sliced-job.ts";

/** Where a seat stands, and whether search and filters leave it. */
export interface Place {
  readonly seat: Seat;
  key: SortKey;
  /** Whether the seat stands in the order. */
  isPlaced: boolean;
  isShown: boolean;
  isSynthetic: boolean;
}

/** The seats that search and filters leave, in order, and whether nobody did what one of them shows. */
export interface Shown {
  seats: readonly Seat[];
  isSynthetic: boolean;
}

export function* toShown(order: readonly Place[]): SlicedWork<Shown> {
  // As long as it can be: a list that grows is made anew many times.
  const seats = order.map(({ seat }) => seat);
  let count = 0;
  let isAnySynthetic = false;
  yield* eachInSteps(order, ({ seat, isShown, isSynthetic }) => {
    if (!isShown) return;
    seats[count++] = seat;
    isAnySynthetic ||= isSynthetic;
  });
  seats.length = count;
  return { seats, isSynthetic: isAnySynthetic };
}

/** What is shown once these come last. */
export function addShown({ seats, isSynthetic }: Shown, added: readonly Place[]): Shown {
  const also = added.filter(({ isShown }) => isShown);
  return {
    seats: [...seats, ...also.map(({ seat }) => seat)],
    isSynthetic: isSynthetic || also.some((place) => place.isSynthetic),
  };
}

/** The same order without those who are out of it. */
export function* leaveOut(order: readonly Place[], isOut: (place: Place) => boolean): SlicedWork<Place[]> {
  const others = [...order];
  let count = 0;
  yield* eachInSteps(order, (place) => {
    if (!isOut(place)) others[count++] = place;
  });
  others.length = count;
  return others;
}
