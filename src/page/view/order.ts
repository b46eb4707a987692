import { columns, type Column, type ColumnId, type Direction } from "./columns.ts";
import type { Row } from "./row.ts";

export interface Sort {
  column: ColumnId;
  direction: Direction;
}

export const initialSort: Sort = { column: "action", direction: "descending" };

/** What a click on a heading asks for; once more turns it round. */
export function toNextSort(sort: Sort, column: ColumnId): Sort {
  if (sort.column === column) return { column, direction: sort.direction === "ascending" ? "descending" : "ascending" };
  return { column, direction: findColumn(column).firstDirection };
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** Sorts rows; what is not known comes last in both directions, and equals stand by name and id. */
export function sortRows(rows: readonly Row[], { column, direction }: Sort): Row[] {
  const { valueOf } = findColumn(column);
  const sign = direction === "ascending" ? 1 : -1;

  return rows
    .map((row) => ({ row, value: valueOf(row) }))
    .sort((a, b) => compare(a.value, b.value, sign) || compareIdentity(a.row, b.row))
    .map(({ row }) => row);
}

/** Keeps rows where they were, by user; who is new comes at the end. */
export function holdRows(rows: readonly Row[], order: readonly string[]): Row[] {
  const waiting = new Map(rows.map((row) => [row.metric.userId, row]));
  const held: Row[] = [];
  for (const userId of order) {
    const row = waiting.get(userId);
    if (row) held.push(row);
    waiting.delete(userId);
  }
  return [...held, ...waiting.values()];
}

function findColumn(id: ColumnId): Column {
  return columns.find((column) => column.id === id)!;
}

function compare(a: number | string | undefined, b: number | string | undefined, sign: 1 | -1): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return sign * (typeof a === "number" ? a - Number(b) : collator.compare(a, String(b)));
}

function compareIdentity(a: Row, b: Row): number {
  return collator.compare(a.metric.userName, b.metric.userName) || (a.metric.userId < b.metric.userId ? -1 : 1);
}
