import { noFilters } from "../view/filters.ts";
import { useView } from "./view-context.ts";

/** Shows everybody again whom the search lets through. */
export function ClearFilters({ className }: { className?: string }) {
  const view = useView();
  return (
    <button type="button" className={className} onClick={() => view.choose({ filters: noFilters })}>
      Clear all
    </button>
  );
}
