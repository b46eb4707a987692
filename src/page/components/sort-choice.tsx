import { columns, type ColumnId } from "../view/columns.ts";
import { toNextSort, type Sort } from "../view/order.ts";
import { Icon } from "./icon.tsx";

interface SortChoiceProps {
  sort: Sort;
  onSort: (sort: Sort) => void;
}

/** Sorting where the columns have no headings: on a phone. */
export function SortChoice({ sort, onSort }: SortChoiceProps) {
  return (
    <span className="lm-sort-choice">
      <select
        aria-label="Sort by"
        value={sort.column}
        onChange={(event) => onSort(toNextSort(sort, event.target.value as ColumnId))}
      >
        {columns.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      <button
        type="button"
        aria-label={`Sorted ${sort.direction}: turn round`}
        onClick={() => onSort(toNextSort(sort, sort.column))}
      >
        <Icon name={sort.direction === "ascending" ? "up" : "down"} size={12} />
      </button>
    </span>
  );
}
