import { useEffect, type FocusEvent } from "react";
import { columns } from "../view/columns.ts";
import type { Sort } from "../view/order.ts";
import type { Row } from "../view/row.ts";
import { ColumnHeading } from "./column-heading.tsx";
import { UserRow } from "./user-row.tsx";

interface UserTableProps {
  rows: readonly Row[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  /** Told whether somebody is in the rows, by pointer or keyboard. */
  onHold: (isHeld: boolean) => void;
}

export function UserTable({ rows, sort, onSort, onHold }: UserTableProps) {
  useEffect(() => () => onHold(false), [onHold]);

  // A click leaves focus behind where nobody reads any more; only the keyboard's focus counts.
  const holdFocused = ({ target, currentTarget }: FocusEvent): void => {
    if (target === currentTarget && target.matches(":focus-visible")) onHold(true);
  };

  return (
    <div
      className="lm-table-wrap"
      role="region"
      aria-label="User list"
      tabIndex={0}
      onFocus={holdFocused}
      onBlur={() => onHold(false)}
    >
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <ColumnHeading key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody onPointerEnter={() => onHold(true)} onPointerLeave={() => onHold(false)}>
          {rows.map((row) => (
            <UserRow key={row.metric.userId} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
