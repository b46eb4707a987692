import { countSet, noFilters } from "../view/filters.ts";
import { useShown, useView } from "./view-context.ts";

export function NoMatch() {
  const view = useView();
  const userCount = useShown(({ userCount }) => userCount);
  const { query, filters } = useShown(({ choice }) => choice);
  const filterCount = countSet(filters);
  const hiding = [toFilterText(filterCount), query.trim() && `“${query.trim()}”`].filter(Boolean).join(" and ");

  return (
    <div className="lm-nothing">
      <h2>No user matches</h2>
      <p>
        {userCount === 1 ? "1 user is" : `${userCount.toLocaleString("en")} users are`} hidden by {hiding}.
      </p>
      <button type="button" className="lm-btn" onClick={() => view.choose({ query: "", filters: noFilters })}>
        {filterCount > 0 ? "Clear search and filters" : "Clear search"}
      </button>
    </div>
  );
}

function toFilterText(count: number): string {
  if (count === 0) return "";
  return count === 1 ? "one filter" : `${count} filters`;
}
