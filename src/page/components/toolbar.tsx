import type { RefObject } from "react";
import type { Snapshot } from "../view/live-view.ts";
import type { Sort } from "../view/order.ts";
import { Icon } from "./icon.tsx";
import { SearchBox } from "./search-box.tsx";
import { SortChoice } from "./sort-choice.tsx";

interface ToolbarProps {
  snapshot: Snapshot;
  searchBox: RefObject<HTMLInputElement | null>;
  onSearch: (query: string) => void;
  onSort: (sort: Sort) => void;
}

export function Toolbar({ snapshot, searchBox, onSearch, onSort }: ToolbarProps) {
  const { rows, userCount, query, sort, isOrderHeld } = snapshot;
  const noun = userCount === 1 ? "user" : "users";

  return (
    <div className="lm-bar">
      <SearchBox query={query} box={searchBox} onSearch={onSearch} />
      <div className="lm-bar-end">
        {isOrderHeld && (
          <span className="lm-held" title="Rows keep their places while you are in the table">
            <Icon name="hold" />
            Order held
          </span>
        )}
        <span className="lm-count">
          <b>{rows.length}</b>
          {query.trim() === "" ? ` ${noun}` : ` of ${userCount} ${noun}`}
        </span>
        <SortChoice sort={sort} onSort={onSort} />
      </div>
    </div>
  );
}
