import { findColumn, type ColumnId, type Direction } from "./columns.ts";
import type { Row } from "./row.ts";
import { fold } from "./search.ts";

export interface Sort {
  column: ColumnId;
  direction: Direction;
}

export const initialSort: Sort = { column: "action", direction: "descending" };

/** What a click on a heading asks for; once more turns it round. */
export function toNextSort(sort: Sort, column: ColumnId): Sort {
  if (sort.column === column) return { column, direction: sort.direction === "ascending" ? "descending" : "ascending" };
  return { column, direction: findColumn(column).firstDirection ?? "ascending" };
}

/** What a row is sorted by: worked out once, since many rows are compared many times. */
export interface SortKey {
  value: number | string | undefined;
  name: string;
  userId: string;
}

export function toSortKey(row: Row, { column }: Sort): SortKey {
  const value = findColumn(column).sortValue?.(row);
  const { userName, userId } = row.metric;
  return { value: typeof value === "string" ? toPlace(value) : value, name: toPlace(userName), userId };
}

/** What is not known comes last in both directions, and equals stand by name and id. */
export function compareKeys(a: SortKey, b: SortKey, direction: Direction): number {
  return compareValues(a.value, b.value, direction === "ascending" ? 1 : -1) || compareIdentity(a, b);
}

function compareValues(a: SortKey["value"], b: SortKey["value"], sign: 1 | -1): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (a === b) return 0;
  return a < b ? -sign : sign;
}

function compareIdentity(a: SortKey, b: SortKey): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.userId < b.userId ? -1 : Number(a.userId > b.userId);
}

/** Text that compares as people sort, by plain comparison: accents and case beside their letter, numbers by value. */
function toPlace(text: string): string {
  return fold(text).replaceAll(/\d+/g, (digits) => digits.padStart(12, "0"));
}
