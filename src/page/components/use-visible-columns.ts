import { useMemo } from "react";
import { findColumn, isUsual, type Column, type ColumnId } from "../view/columns.ts";
import { useShown } from "./view-context.ts";
import type { Width } from "./use-width.ts";

const onPhone: readonly ColumnId[] = ["user", "status", "age"];
const dispensable: readonly ColumnId[] = ["company", "views", "clicks", "hour"];
const leftOut: Readonly<Record<Exclude<Width, "phone">, readonly ColumnId[]>> = {
  tablet: dispensable,
  narrow: dispensable,
  snug: ["hour"],
  wide: [],
};

export function useVisibleColumns(width: Width): readonly (Column & { id: ColumnId })[] {
  const chosen = useShown(({ choice }) => choice.columns);
  return useMemo(() => (width === "phone" ? onPhone : toFitting(chosen, width)).map(findColumn), [chosen, width]);
}

/** The usual columns that there is room for. A choice of the reader's own is kept: the table scrolls sideways for it. */
export function toFitting(chosen: readonly ColumnId[], width: Width): readonly ColumnId[] {
  // A phone shows none of them in a table: what is chosen there is for exports and wider screens.
  if (width === "phone" || !isUsual(chosen)) return chosen;
  return chosen.filter((id) => !leftOut[width].includes(id));
}
