import type { Choice } from "./choice.ts";
import type { Seat } from "./crowd.ts";
import { toRowMatcher, type Filters, type Matcher } from "./filters.ts";
import { mergeFew, sortInSteps } from "./merge-sort.ts";
import { compareKeys, toSortKey, type Sort, type SortKey } from "./order.ts";
import { SlicedJob, type SlicedWork } from "./sliced-job.ts";

interface Place {
  seat: Seat;
  key: SortKey;
  isShown: boolean;
  /** While rows are arranged: it is put elsewhere. */
  isMoved: boolean;
}

/** What the reader wants to see, and in which order. */
type Wish = Pick<Choice, "sort" | "query" | "filters">;

/** Keys and filters are looked at so many at a time. */
const stepLength = 512;

/** Who the table shows and in which order. Only who has changed is sorted anew; a new order is made in slices. */
export class RowList {
  readonly #places = new Map<Seat, Place>();
  readonly #onSorted: () => void;
  readonly #changed = new Set<Seat>();
  readonly #sorting = new SlicedJob();
  #order: Place[] = [];
  #shown: readonly Seat[] = [];
  #sort: Sort;
  #matches: Matcher;

  /** `onSorted` is told when an order that the reader asked for is ready. */
  constructor({ sort, query, filters }: Wish, onSorted: () => void) {
    this.#sort = sort;
    this.#matches = toRowMatcher(query, filters);
    this.#onSorted = onSorted;
  }

  get shown(): readonly Seat[] {
    return this.#shown;
  }

  /** To be told who is new or whose row is another; it shows with the next `arrange`. */
  note(seat: Seat): void {
    this.#changed.add(seat);
  }

  /** Puts who has changed where they belong; held, everybody keeps their place and who is new comes last. */
  arrange({ isHeld, gone }: { isHeld: boolean; gone: ReadonlySet<Seat> }): void {
    if (this.#changed.size > 0 || gone.size > 0) this.#put({ keepsPlaces: isHeld || this.#sorting.isUnderWay, gone });
  }

  /** Another order, which the reader asked for: at once where that is quick, else as soon as it is made. */
  sortBy(sort: Sort): void {
    this.#sort = sort;
    this.#sorting.start(this.#sortAll());
  }

  filterBy(query: string, filters: Filters): void {
    this.#matches = toRowMatcher(query, filters);
    for (const place of this.#order) place.isShown = this.#matches(place.seat.row);
    this.#show();
  }

  readonly #compare = (a: Place, b: Place): number => compareKeys(a.key, b.key, this.#sort.direction);

  *#sortAll(): SlicedWork<void> {
    const places = [...this.#order];
    for (const [index, place] of places.entries()) {
      place.key = toSortKey(place.seat.row, this.#sort);
      if (index % stepLength === 0) yield;
    }
    this.#take(yield* sortInSteps(places, this.#compare));
    this.#onSorted();
  }

  /** While an order was made, others may have come and gone: they are among the changed. */
  #take(order: Place[]): void {
    const isIn = new Set(order);
    const since = this.#order.filter((place) => !isIn.has(place));
    for (const { seat } of since) this.#changed.add(seat);
    this.#order = [...order.filter(({ seat }) => this.#places.has(seat)), ...since];
    this.#put({ keepsPlaces: false, gone: new Set() });
  }

  #put({ keepsPlaces, gone }: { keepsPlaces: boolean; gone: ReadonlySet<Seat> }): void {
    for (const seat of gone) this.#changed.delete(seat);
    const moved = keepsPlaces ? this.#takeNew() : this.#takeChanged();
    for (const place of moved) place.isMoved = true;
    const stay = this.#order.filter(({ isMoved, seat }) => !isMoved && (gone.size === 0 || !gone.has(seat)));
    for (const place of moved) place.isMoved = false;
    for (const seat of gone) this.#places.delete(seat);
    this.#order = keepsPlaces ? [...stay, ...moved] : mergeFew(stay, moved.sort(this.#compare), this.#compare);
    this.#show();
  }

  #takeChanged(): Place[] {
    const places = Array.from(this.#changed, (seat) => this.#place(seat));
    this.#changed.clear();
    return places;
  }

  /** Those who have a place stay among the changed, to be sorted when the order is let go. */
  #takeNew(): Place[] {
    const added = [...this.#changed].filter((seat) => !this.#places.has(seat));
    return added.map((seat) => this.#place(seat));
  }

  #place(seat: Seat): Place {
    const key = toSortKey(seat.row, this.#sort);
    const place = this.#places.get(seat) ?? { seat, key, isShown: false, isMoved: false };
    place.key = key;
    // Who leaves is seen to leave, whatever the filter.
    if (seat.leftAt === undefined) place.isShown = this.#matches(seat.row);
    this.#places.set(seat, place);
    return place;
  }

  #show(): void {
    const shown: Seat[] = [];
    for (const { seat, isShown } of this.#order) if (isShown) shown.push(seat);
    this.#shown = shown;
  }
}
