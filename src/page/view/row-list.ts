import type { Choice } from "./choice.ts";
import type { Seat } from "./crowd.ts";
import { toRowMatcher, type Filters, type Matcher } from "./filters.ts";
import { mergeFewInSteps, sortInSteps } from "./merge-sort.ts";
import { compareKeys, toSortKey, type Sort } from "./order.ts";
import { addShown, leaveOut, toShown, type Place, type Shown } from "./places.ts";
import { eachInSteps, SlicedJob, stepLength, type SlicedWork } from "./sliced-job.ts";

/** What the reader wants to see, and in which order. */
type Wish = Pick<Choice, "sort" | "query" | "filters">;

/** Who the table shows and in which order. Only who has changed is sorted anew, and whatever takes long is done in slices. */
export class RowList {
  readonly #onArranged: () => void;
  /** Of everybody who stands in the order, or is about to. */
  readonly #places = new Map<Seat, Place>();
  /** Whose place may be another: all others stand where their keys say. */
  readonly #changed = new Set<Seat>();
  /** Those of the changed who did not stand in the order when they were noted. */
  readonly #added = new Set<Seat>();
  /** Those who were among the changed and are being put elsewhere. */
  #moved = new Set<Place>();
  readonly #gone = new Set<Seat>();
  readonly #arranging = new SlicedJob();
  readonly #obeying = new SlicedJob();
  #order: readonly Place[] = [];
  #shown: Shown = { seats: [], isSynthetic: false };
  #sort: Sort;
  #matches: Matcher;
  #isSorted = true;
  #isFiltered = true;

  /** `onArranged` is told whenever another list is ready. */
  constructor({ sort, query, filters }: Wish, onArranged: () => void) {
    this.#sort = sort;
    this.#matches = toRowMatcher(query, filters);
    this.#onArranged = onArranged;
  }

  get shown(): Shown {
    return this.#shown;
  }

  /** There are users, and none of them has a place yet. */
  get isFilling(): boolean {
    return this.#order.length === 0 && this.#changed.size + this.#moved.size > 0;
  }

  get isAtWork(): boolean {
    return this.#arranging.isUnderWay || this.#obeying.isUnderWay;
  }

  /** To be told who is new or whose row is another; it shows with the next `arrange`. */
  note(seat: Seat): void {
    this.#changed.add(seat);
    if (!this.#isPlaced(seat)) this.#added.add(seat);
  }

  /** Puts who has changed where they belong, without who is gone; where other work is under way, the next time. */
  arrange(gone: Iterable<Seat>): void {
    for (const seat of gone) {
      this.#changed.delete(seat);
      this.#added.delete(seat);
      this.#gone.add(seat);
    }
    if (this.isAtWork || this.#changed.size + this.#gone.size === 0) return;
    this.#arranging.start(this.#putChanged());
  }

  /** Everybody keeps their place, and who is new comes last, until all are arranged again. */
  append(): void {
    this.stop();
    if (this.isAtWork || this.#added.size === 0) return;
    const added = [...this.#added].filter((seat) => !this.#isPlaced(seat)).map((seat) => this.#toPlace(seat));
    for (const place of added) place.isPlaced = true;
    this.#added.clear();
    this.#land([...this.#order, ...added], addShown(this.#shown, added));
  }

  /** Who is being put elsewhere stays in place after all. What the reader asked for goes on, and so does the first list. */
  stop(): void {
    if (!this.isFilling) this.#dropMoves();
  }

  /** Another order: at once where that is quick, else as soon as it is made. */
  sortBy(sort: Sort): void {
    this.#sort = sort;
    this.#isSorted = false;
    this.#obey();
  }

  filterBy(query: string, filters: Filters): void {
    this.#matches = toRowMatcher(query, filters);
    this.#isFiltered = false;
    this.#obey();
  }

  #obey(): void {
    this.#dropMoves();
    this.#obeying.start(this.#lookThrough());
  }

  /** Also for what was asked before and is not done yet. */
  *#lookThrough(): SlicedWork<void> {
    if (!this.#isFiltered) yield* this.#filterAll();
    if (!this.#isSorted) yield* this.#sortAll();
  }

  *#filterAll(): SlicedWork<void> {
    yield* eachInSteps(this.#order, (place) => {
      place.isShown = this.#matches(place.seat.row);
    });
    this.#land(this.#order, yield* toShown(this.#order));
    this.#isFiltered = true;
  }

  *#sortAll(): SlicedWork<void> {
    yield* eachInSteps(this.#order, (place) => {
      place.key = toSortKey(place.seat.row, this.#sort);
    });
    const order = yield* sortInSteps(this.#order, this.#compare);
    this.#land(order, yield* toShown(order));
    this.#isSorted = true;
  }

  *#putChanged(): SlicedWork<void> {
    const gone = [...this.#gone];
    const moved = this.#moved;
    for (const seat of this.#changed) {
      if (moved.size % stepLength === 0) yield;
      this.#changed.delete(seat);
      this.#added.delete(seat);
      moved.add(this.#toPlace(seat));
    }
    const leaving = new Set(gone.map((seat) => this.#places.get(seat)));
    const stay = yield* leaveOut(this.#order, (place) => moved.has(place) || leaving.has(place));
    const few = yield* sortInSteps([...moved], this.#compare);
    const order = yield* mergeFewInSteps(stay, few, this.#compare);
    const shown = yield* toShown(order);
    for (const place of moved) place.isPlaced = true;
    for (const seat of gone) this.#forget(seat);
    this.#moved = new Set();
    this.#land(order, shown);
  }

  /** Nobody who has changed is forgotten. */
  #dropMoves(): void {
    this.#arranging.stop();
    for (const { seat } of this.#moved) if (!this.#gone.has(seat)) this.note(seat);
    this.#moved = new Set();
  }

  #forget(gone: Seat): void {
    this.#places.delete(gone);
    this.#gone.delete(gone);
  }

  #isPlaced(seat: Seat): boolean {
    return this.#places.get(seat)?.isPlaced ?? false;
  }

  #land(order: readonly Place[], shown: Shown): void {
    this.#order = order;
    this.#shown = shown;
    this.#onArranged();
  }

  #toPlace(seat: Seat): Place {
    const { row } = seat;
    const key = toSortKey(row, this.#sort);
    const place = this.#places.get(seat) ?? { seat, key, isPlaced: false, isShown: false, isSynthetic: false };
    this.#places.set(seat, place);
    place.key = key;
    place.isSynthetic = row.meta.source === "mock";
    // Who leaves is seen to leave, whatever the filter.
    if (seat.leftAt === undefined) place.isShown = this.#matches(row);
    return place;
  }

  readonly #compare = (a: Place, b: Place): number => compareKeys(a.key, b.key, this.#sort.direction);
}
