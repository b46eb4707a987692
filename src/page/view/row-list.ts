import type { Seat } from "./crowd.ts";
import { toRowMatcher, type Filters, type Matcher } from "./filters.ts";
import { workInSlices, workOneSlice, type SlicedWork } from "./in-slices.ts";
import { mergeFew, sortInSteps } from "./merge-sort.ts";
import { compareKeys, initialSort, toSortKey, type Sort, type SortKey } from "./order.ts";

interface Place {
  seat: Seat;
  key: SortKey;
  isShown: boolean;
  /** While rows are arranged: it is put elsewhere. */
  isMoved: boolean;
}

/** Keys and filters are looked at so many at a time. */
const stepLength = 512;

/** Who the table shows and in which order. Only who has changed is sorted anew; a new order is made in slices. */
export class RowList {
  readonly #places = new Map<Seat, Place>();
  readonly #onSorted: () => void;
  readonly #changed = new Set<Seat>();
  #order: Place[] = [];
  #shown: readonly Seat[] = [];
  #sort = initialSort;
  #matches: Matcher = () => true;
  #sorting: AbortController | undefined;

  /** `onSorted` is told when an order is ready that took more than one slice. */
  constructor(onSorted: () => void) {
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
    if (this.#changed.size === 0 && gone.size === 0) return;
    for (const seat of gone) this.#changed.delete(seat);
    const keepsPlaces = isHeld || this.#sorting !== undefined;
    const moved = keepsPlaces ? this.#takeNew() : this.#takeChanged();
    for (const place of moved) place.isMoved = true;
    const stay = this.#order.filter(({ isMoved, seat }) => !isMoved && (gone.size === 0 || !gone.has(seat)));
    for (const place of moved) place.isMoved = false;
    for (const seat of gone) this.#places.delete(seat);
    this.#order = keepsPlaces ? [...stay, ...moved] : mergeFew(stay, moved.sort(this.#compare), this.#compare);
    this.#show();
  }

  /** Another order, which the reader asked for: at once where that is quick, else as soon as it is made. */
  sortBy(sort: Sort): void {
    this.#sort = sort;
    this.#sorting?.abort();
    const work = this.#sortAll();
    const first = workOneSlice(work);
    if (first) return this.#take(first.value);

    this.#sorting = new AbortController();
    void this.#finishSorting(work, this.#sorting.signal);
  }

  filterBy(query: string, filters: Filters): void {
    this.#matches = toRowMatcher(query, filters);
    for (const place of this.#order) place.isShown = this.#matches(place.seat.row);
    this.#show();
  }

  readonly #compare = (a: Place, b: Place): number => compareKeys(a.key, b.key, this.#sort.direction);

  *#sortAll(): SlicedWork<Place[]> {
    const places = [...this.#order];
    for (const [index, place] of places.entries()) {
      place.key = toSortKey(place.seat.row, this.#sort);
      if (index % stepLength === 0) yield;
    }
    return yield* sortInSteps(places, this.#compare);
  }

  async #finishSorting(work: SlicedWork<Place[]>, signal: AbortSignal): Promise<void> {
    const order = await workInSlices(work, signal);
    if (!order) return;
    this.#take(order);
    this.#onSorted();
  }

  /** While an order was made, others may have come and gone: they are among the changed. */
  #take(order: Place[]): void {
    this.#sorting = undefined;
    const isIn = new Set(order);
    const since = this.#order.filter((place) => !isIn.has(place));
    for (const { seat } of since) this.#changed.add(seat);
    this.#order = [...order.filter(({ seat }) => this.#places.has(seat)), ...since];
    this.arrange({ isHeld: false, gone: new Set() });
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
