import { useState, type KeyboardEvent } from "react";
import { columns, findColumn, usualColumns, type ColumnId } from "../view/columns.ts";
import { Icon } from "./icon.tsx";
import { Menu } from "./menu.tsx";
import { TickItem } from "./tick-item.tsx";
import { toFitting } from "./use-visible-columns.ts";
import type { Width } from "./use-width.ts";
import { useShown, useView } from "./view-context.ts";

export function ColumnMenu({ width }: { width: Width }) {
  return (
    <Menu
      label="Columns"
      className="lm-btn lm-columns-button"
      keys="c"
      button={
        <>
          <Icon name="columns" />
          <span>Columns</span>
        </>
      }
    >
      <ColumnChoice width={width} />
    </Menu>
  );
}

/** Which columns are shown, and in which order: by dragging, or by Alt and the arrows. */
export function ColumnChoice({ width }: { width: Width }) {
  const view = useView();
  const chosen = toFitting(
    useShown(({ choice }) => choice.columns),
    width,
  );
  const [dragged, setDragged] = useState<ColumnId>();
  const all = [...chosen, ...columns.map(({ id }) => id).filter((id) => !chosen.includes(id))];
  const choose = (ids: readonly ColumnId[]): void => view.choose({ columns: ids });

  const toggle = (id: ColumnId): void =>
    choose(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  const moveTo = (id: ColumnId, index: number): void => {
    if (id === "user" || !chosen.includes(id) || index < 1 || index >= chosen.length) return;
    const others = chosen.filter((other) => other !== id);
    choose([...others.slice(0, index), id, ...others.slice(index)]);
  };
  const react = (event: KeyboardEvent, id: ColumnId): void => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    moveTo(id, chosen.indexOf(id) + (event.key === "ArrowUp" ? -1 : 1));
  };

  return (
    <>
      <p className="lm-menu-head">
        {chosen.length} of {columns.length} columns
        <button type="button" onClick={() => choose(usualColumns)}>
          Reset
        </button>
      </p>
      <div className="lm-menu-list" role="group" aria-label="Columns">
        {all.map((id) => (
          <TickItem
            key={id}
            isOn={chosen.includes(id)}
            text={findColumn(id).title}
            // Without it nobody could tell whose row it is.
            disabled={id === "user"}
            draggable={id !== "user" && chosen.includes(id)}
            onDragStart={() => setDragged(id)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={() => dragged && moveTo(dragged, chosen.indexOf(id))}
            onClick={() => toggle(id)}
            onKeyDown={(event) => react(event, id)}
          />
        ))}
      </div>
      <p className="lm-menu-note">Drag to reorder, or Alt with the arrows.</p>
    </>
  );
}
