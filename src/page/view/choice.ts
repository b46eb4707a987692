import { usualColumns, type ColumnId } from "./columns.ts";
import { noFilters, type Filters } from "./filters.ts";
import { initialSort, type Sort } from "./order.ts";

/** What the reader has chosen to see. */
export interface Choice {
  query: string;
  filters: Filters;
  sort: Sort;
  columns: readonly ColumnId[];
  /** Whose drawer is open. */
  userId: string | undefined;
  /** The row that the keyboard is at. */
  cursorId: string | undefined;
  /** Whether single characters are shortcuts. */
  hasLetterKeys: boolean;
}

export const initialChoice: Choice = {
  query: "",
  filters: noFilters,
  sort: initialSort,
  columns: usualColumns,
  userId: undefined,
  cursorId: undefined,
  hasLetterKeys: true,
};
