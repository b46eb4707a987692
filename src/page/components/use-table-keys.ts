import type { KeyboardEvent } from "react";
import { useView } from "./view-context.ts";

interface TableKeysOptions {
  /** Rows that fit on one page. */
  pageRows: number;
  scrollTo: (index: number) => void;
}

/** Walks through the rows while the table has the focus. */
export function useTableKeys({ pageRows, scrollTo }: TableKeysOptions): (event: KeyboardEvent) => void {
  const view = useView();

  return (event) => {
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter") {
      const { cursorId } = view.getSnapshot().choice;
      if (cursorId !== undefined) view.open(cursorId);
      return;
    }
    const by = toStep(event.key, pageRows);
    if (by === undefined || (event.key.length === 1 && !view.getSnapshot().choice.hasLetterKeys)) return;
    event.preventDefault();
    // The keys of the page know some of these as well.
    event.stopPropagation();
    const index = view.moveCursor(by);
    if (index !== undefined) scrollTo(index);
  };
}

function toStep(key: string, pageRows: number): number | undefined {
  switch (key) {
    case "ArrowDown":
    case "j":
    case "J":
      return 1;
    case "ArrowUp":
    case "k":
    case "K":
      return -1;
    case "PageDown":
      return pageRows;
    case "PageUp":
      return -pageRows;
    case "Home":
      return -Infinity;
    case "End":
      return Infinity;
    default:
      return undefined;
  }
}
