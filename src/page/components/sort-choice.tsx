import { columns, type Column, type ColumnId } from "../view/columns.ts";
import { toNextSort } from "../view/order.ts";
import { Icon } from "./icon.tsx";
import { useShown, useView } from "./view-context.ts";

const sortable = columns.filter((column: Column) => column.sortValue !== undefined);

/** Sorting where the columns have no headings: on a phone. */
export function SortChoice() {
  const view = useView();
  const sort = useShown(({ choice }) => choice.sort);

  return (
    <span className="lm-sort-choice">
      <select
        aria-label="Sort by"
        value={sort.column}
        onChange={(event) => view.choose({ sort: toNextSort(sort, event.target.value as ColumnId) })}
      >
        {sortable.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      <button
        type="button"
        aria-label={`Sorted ${sort.direction}: turn round`}
        onClick={() => view.choose({ sort: toNextSort(sort, sort.column) })}
      >
        <Icon name={sort.direction === "ascending" ? "up" : "down"} size={12} />
      </button>
    </span>
  );
}
