import { useMemo } from "react";
import { findColumn, type Column, type ColumnId } from "../view/columns.ts";
import { useShown } from "./view-context.ts";
import type { Width } from "./use-width.ts";

/** Go first where there is little room. */
const dispensable: ReadonlySet<ColumnId> = new Set(["company", "views", "clicks", "hour"]);
const onPhone: readonly ColumnId[] = ["user", "status", "age"];

export function useVisibleColumns(width: Width): readonly (Column & { id: ColumnId })[] {
  const chosen = useShown(({ choice }) => choice.columns);
  return useMemo(() => {
    if (width === "phone") return onPhone.map(findColumn);
    const visible = width === "wide" ? chosen : chosen.filter((id) => !dispensable.has(id));
    return visible.map(findColumn);
  }, [chosen, width]);
}
