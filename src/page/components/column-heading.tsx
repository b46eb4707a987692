import type { Column, ColumnId } from "../view/columns.ts";
import { toNextSort, type Sort } from "../view/order.ts";
import { Icon } from "./icon.tsx";

interface ColumnHeadingProps {
  column: Column & { id: ColumnId };
  sort: Sort;
  onSort: (sort: Sort) => void;
}

export function ColumnHeading({ column: { id, title, hint }, sort, onSort }: ColumnHeadingProps) {
  const direction = sort.column === id ? sort.direction : undefined;

  return (
    <th className={direction ? `lm-c-${id} lm-is-sorted` : `lm-c-${id}`} scope="col" aria-sort={direction}>
      <button type="button" title={hint} onClick={() => onSort(toNextSort(sort, id))}>
        {title}
        {direction && <Icon name={direction === "ascending" ? "up" : "down"} size={12} />}
      </button>
    </th>
  );
}
