import { useState } from "react";
import { facetNames, type FacetName } from "../view/filters.ts";
import { fold, toMatcher } from "../view/search.ts";
import { Icon } from "./icon.tsx";
import { Menu } from "./menu.tsx";
import { TickItem } from "./tick-item.tsx";
import { useShown, useView } from "./view-context.ts";
import { statusWords } from "../view/words.ts";
import type { Status } from "../view/status.ts";

export const facetWords: Record<FacetName, { title: string; none: string }> = {
  company: { title: "Company", none: "No company" },
  feature: { title: "Feature", none: "No feature" },
  status: { title: "Status", none: "" },
};

interface FilterChipProps {
  facet: FacetName;
  /** Says how many values are chosen where the first of them would take too much room. */
  isShort: boolean;
}

/** Dashed where it could be set, solid where it is. */
export function FilterChip({ facet, isShort }: FilterChipProps) {
  const { title } = facetWords[facet];
  const chosen = useShown(({ choice }) => choice.filters[facet]);
  const clear = useSetFacet(facet);
  const isSet = chosen.length > 0;

  return (
    <span className={isSet ? "lm-chip lm-is-set" : "lm-chip"}>
      <Menu
        label={`Filter by ${facet}`}
        className="lm-chip-open"
        {...(facet === facetNames[0] ? { keys: "f" } : {})}
        button={
          <>
            {!isSet && <Icon name="add" size={12} />}
            {title}
            {isSet && (
              <b title={chosen.map((value) => toFacetText(facet, value)).join(", ")} dir="auto">
                {isShort && chosen.length > 1 ? chosen.length : toSummary(facet, chosen)}
              </b>
            )}
          </>
        }
      >
        <FacetChoice facet={facet} />
      </Menu>
      {isSet && (
        <button type="button" className="lm-chip-x" aria-label={`Remove the ${facet} filter`} onClick={() => clear([])}>
          <Icon name="clear" size={12} />
        </button>
      )}
    </span>
  );
}

const listedAtMost = 100;

/** The values of one facet, with how many users each would show. */
export function FacetChoice({ facet }: { facet: FacetName }) {
  const view = useView();
  const [search, setSearch] = useState("");
  const chosen = useShown(({ choice }) => choice.filters[facet]);
  // Once a second: all users are counted for it.
  useShown(({ agesOf }) => agesOf);
  const setFacet = useSetFacet(facet);

  const matches = toMatcher(search);
  const found = view.countFacet(facet).filter(({ value }) => matches(fold(toFacetText(facet, value))));
  const toggle = (value: string): void =>
    setFacet(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);

  return (
    <>
      {facet !== "status" && (
        <label className="lm-search">
          <Icon name="search" />
          <input
            type="text"
            placeholder={`Find a ${facet}`}
            aria-label={`Find a ${facet}`}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </label>
      )}
      <div className="lm-menu-list" role="group" aria-label={facetWords[facet].title}>
        {found.slice(0, listedAtMost).map(({ value, users }) => (
          <TickItem
            key={value}
            isOn={chosen.includes(value)}
            text={toFacetText(facet, value)}
            count={users}
            onClick={() => toggle(value)}
          />
        ))}
      </div>
      {found.length > listedAtMost && (
        <p className="lm-menu-note">{found.length - listedAtMost} more: search to find them.</p>
      )}
      {found.length === 0 && <p className="lm-menu-note">None of that name.</p>}
    </>
  );
}

function useSetFacet(facet: FacetName): (values: readonly string[]) => void {
  const view = useView();
  return (values) => view.choose({ filters: { ...view.getSnapshot().choice.filters, [facet]: values } });
}

function toSummary(facet: FacetName, [first = "", ...others]: readonly string[]): string {
  return others.length === 0 ? toFacetText(facet, first) : `${toFacetText(facet, first)} +${others.length}`;
}

function toFacetText(facet: FacetName, value: string): string {
  if (facet === "status") return statusWords[value as Status];
  return value === "" ? facetWords[facet].none : value;
}
