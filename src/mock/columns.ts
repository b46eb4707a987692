type NumberArray = Float64Array | Uint32Array | Uint8Array;

/** The numbers of a row by name, each with the array that its column is. */
export type Layout = Record<string, new (length: number) => NumberArray>;

export type Row<L extends Layout> = { [Name in keyof L]: number };

/** Keeps many objects of the same numbers in arrays, a column for each: a fraction of what the objects would take. */
export class Columns<L extends Layout> {
  readonly #RowAt: new (index: number) => Row<L>;

  constructor(count: number, layout: L) {
    this.#RowAt = defineRow(layout, count) as new (index: number) => Row<L>;
  }

  /** What is written to it is kept. */
  at(index: number): Row<L> {
    return new this.#RowAt(index);
  }
}

/** A class whose objects hold no more than their place; reading and writing their numbers goes to the arrays. */
function defineRow(layout: Layout, count: number): new (index: number) => { index: number } {
  class RowAt {
    readonly index: number;

    constructor(index: number) {
      this.index = index;
    }
  }
  for (const [name, ColumnArray] of Object.entries(layout)) {
    const values = new ColumnArray(count);
    Object.defineProperty(RowAt.prototype, name, {
      get(this: RowAt) {
        return values[this.index];
      },
      set(this: RowAt, value: number) {
        values[this.index] = value;
      },
    });
  }
  return RowAt;
}
