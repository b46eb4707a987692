import type { Column, ColumnId } from "../view/columns.ts";
import { toNextSort, type Sort } from "../view/order.ts";
import { Icon } from "./icon.tsx";

interface ColumnHeadingProps {
  column: Column & { id: ColumnId };
  sort: Sort;
  /** One heading can be reached by Tab, the others from it by the arrows. */
  isTabStop: boolean;
  onSort: (sort: Sort) => void;
}

export function ColumnHeading({ column, sort, isTabStop, onSort }: ColumnHeadingProps) {
  const { id, title, hint, isNumber, sortValue } = column;
  const direction = sort.column === id ? sort.direction : undefined;
  const classes = [`lm-c-${id}`, isNumber && "lm-n", direction && "lm-is-sorted"].filter(Boolean).join(" ");
  if (!sortValue)
    return (
      <th className={classes} scope="col" title={hint}>
        {title}
      </th>
    );

  return (
    <th className={classes} scope="col" aria-sort={direction}>
      <button type="button" title={hint} tabIndex={isTabStop ? 0 : -1} onClick={() => onSort(toNextSort(sort, id))}>
        {title}
        {direction && <Icon name={direction === "ascending" ? "up" : "down"} size={12} />}
      </button>
    </th>
  );
}
