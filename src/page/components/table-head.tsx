import { memo, type KeyboardEvent, type RefObject } from "react";
import type { Column, ColumnId } from "../view/columns.ts";
import { ColumnHeading } from "./column-heading.tsx";
import { useShown, useView } from "./view-context.ts";

interface TableHeadProps {
  head: RefObject<HTMLTableSectionElement | null>;
  columns: readonly (Column & { id: ColumnId })[];
}

/** The table is drawn anew in each frame that brings something: its head is not. */
export const TableHead = memo(function TableHead({ head, columns }: TableHeadProps) {
  const view = useView();
  const sort = useShown(({ choice }) => choice.sort);
  const tabStop = columns.some(({ id }) => id === sort.column) ? sort.column : "user";

  return (
    <thead ref={head}>
      <tr aria-rowindex={1} onKeyDown={walk}>
        {columns.map((column) => (
          <ColumnHeading
            key={column.id}
            column={column}
            sort={sort}
            isTabStop={column.id === tabStop}
            onSort={(sort) => view.choose({ sort })}
          />
        ))}
      </tr>
    </thead>
  );
});

/** The arrows go from heading to heading. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  event.preventDefault();
  buttons[at + (event.key === "ArrowRight" ? 1 : -1)]?.focus();
}
