import type { RefObject } from "react";
import { countSet, facetNames } from "../view/filters.ts";
import { ClearFilters } from "./clear-filters.tsx";
import { ColumnMenu } from "./column-menu.tsx";
import { FilterChip } from "./filter-chip.tsx";
import { FilterSheet } from "./filter-sheet.tsx";
import { Icon } from "./icon.tsx";
import { MoreSheet } from "./more-sheet.tsx";
import { SearchBox } from "./search-box.tsx";
import { SortChoice } from "./sort-choice.tsx";
import { UserCount } from "./user-count.tsx";
import type { Width } from "./use-width.ts";
import { useShown } from "./view-context.ts";

interface ToolbarProps {
  width: Width;
  bar: RefObject<HTMLDivElement | null>;
  searchBox: RefObject<HTMLInputElement | null>;
}

export function Toolbar({ width, bar, searchBox }: ToolbarProps) {
  const isOrderHeld = useShown(({ isOrderHeld }) => isOrderHeld);
  const setCount = useShown(({ choice }) => countSet(choice.filters));
  if (width === "phone")
    return (
      <div className="lm-bar" ref={bar}>
        <SearchBox box={searchBox} />
        <FilterSheet />
        <div className="lm-bar-end">
          <UserCount />
          <span className="lm-bar-choices">
            <SortChoice />
            <MoreSheet />
          </span>
        </div>
      </div>
    );

  const isCrowded = width === "tablet" || width === "narrow";
  return (
    <div className="lm-bar" ref={bar}>
      <SearchBox box={searchBox} />
      <div className="lm-chips">
        {facetNames.map((facet) => (
          <FilterChip key={facet} facet={facet} isShort={isCrowded || setCount > 1} />
        ))}
        {setCount > 0 && <ClearFilters className="lm-btn lm-btn-quiet" />}
      </div>
      <div className="lm-bar-end">
        <span className="lm-held-slot">
          {isOrderHeld && (
            <span className="lm-held" title="Rows keep their places while you are in the table">
              <Icon name="hold" />
              <span>Order held</span>
            </span>
          )}
        </span>
        <UserCount />
        <ColumnMenu width={width} />
      </div>
    </div>
  );
}
