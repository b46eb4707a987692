import { countSet, facetNames } from "../view/filters.ts";
import { ClearFilters } from "./clear-filters.tsx";
import { FacetChoice, facetWords } from "./filter-chip.tsx";
import { Icon } from "./icon.tsx";
import { Menu } from "./menu.tsx";
import { useShown } from "./view-context.ts";

/** All filters in one sheet, where there is no room for chips. */
export function FilterSheet() {
  const setCount = useShown(({ choice }) => countSet(choice.filters));

  return (
    <Menu
      label="Filters"
      keys="f"
      button={
        <>
          <Icon name="filter" />
          Filters
          {setCount > 0 && <b className="lm-badge">{setCount}</b>}
        </>
      }
    >
      {setCount > 0 && (
        <p className="lm-menu-head">
          {setCount === 1 ? "1 filter" : `${setCount} filters`} set
          <ClearFilters />
        </p>
      )}
      {facetNames.map((facet) => (
        <section key={facet} className="lm-sheet-part">
          <h3>{facetWords[facet].title}</h3>
          <FacetChoice facet={facet} />
        </section>
      ))}
    </Menu>
  );
}
