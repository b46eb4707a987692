import { memo } from "react";
import type { Column, ColumnId } from "../view/columns.ts";
import type { Row } from "../view/row.ts";
import { toCell, toCellTitle } from "./cells.tsx";

interface UserRowProps {
  id: string;
  row: Row;
  /** Ages count in whole seconds. */
  now: number;
  columns: readonly (Column & { id: ColumnId })[];
  index: number;
  most: number;
  isAt: boolean;
  isSelected: boolean;
  onOpen: (userId: string) => void;
}

/** One user. Drawn anew only when something in it is another, or a second has passed. */
export const UserRow = memo(function UserRow({ id, row, now, columns, index, most, onOpen, ...marks }: UserRowProps) {
  const isGone = row.status === "left";
  const { isAt, isSelected } = marks;
  const classes = [isAt && "lm-is-at", isSelected && "lm-is-selected", isGone && "lm-is-gone"].filter(Boolean);

  return (
    // The keyboard opens a row through the table, which has the focus.
    <tr
      id={id}
      className={classes.length > 0 ? classes.join(" ") : undefined}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      onClick={() => onOpen(row.metric.userId)}
    >
      {columns.map((column) => {
        const Cell = column.id === "user" ? "th" : "td";
        const title = toCellTitle(column.id, row);
        return (
          <Cell
            key={column.id}
            className={column.isNumber ? `lm-c-${column.id} lm-n` : `lm-c-${column.id}`}
            scope={column.id === "user" ? "row" : undefined}
            title={title}
            // Text is cut at its own end, whichever way it runs.
            dir={title === undefined ? undefined : "auto"}
          >
            {toCell(column.id, { row, now, most })}
          </Cell>
        );
      })}
    </tr>
  );
});
