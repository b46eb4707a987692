import { initialChoice, type Choice } from "./choice.ts";
import { columns, type Column, type ColumnId } from "./columns.ts";
import { facetNames, type FacetName, type Filters } from "./filters.ts";
import { initialSort, type Sort } from "./order.ts";
import { statusWords } from "./words.ts";

const longestValue = 1_024;

/** What an address asks for: `?user=`, `?q=`, the filters and the sort. What it cannot mean is left out. */
export function readAddress(search: string): Choice {
  const params = new URLSearchParams(search);
  const userId = params.get("user")?.slice(0, longestValue) || undefined;
  return {
    ...initialChoice,
    query: (params.get("q") ?? "").slice(0, longestValue),
    filters: Object.fromEntries(facetNames.map((facet) => [facet, readFacet(params, facet)])) as unknown as Filters,
    sort: readSort(params.get("sort")),
    userId,
    cursorId: userId,
  };
}

/** The address of what is chosen; other parameters stay as they are. */
export function writeAddress(search: string, { query, filters, sort, userId }: Choice): string {
  const params = new URLSearchParams(search);
  const set = (name: string, values: readonly string[]): void => {
    params.delete(name);
    for (const value of values) params.append(name, value);
  };
  set("user", userId === undefined ? [] : [userId]);
  set("q", query === "" ? [] : [query]);
  for (const facet of facetNames) set(facet, filters[facet]);
  set("sort", isSame(sort, initialSort) ? [] : [`${sort.direction === "descending" ? "-" : ""}${sort.column}`]);
  const written = params.toString();
  return written === "" ? "" : `?${written}`;
}

function readFacet(params: URLSearchParams, facet: FacetName): string[] {
  const values = params.getAll(facet).filter((value) => value.length <= longestValue);
  return facet === "status" ? values.filter((value) => Object.hasOwn(statusWords, value)) : values;
}

function readSort(text: string | null): Sort {
  const [, minus, id] = /^(-?)(\w+)$/.exec(text ?? "") ?? [];
  const column = columns.find((column: Column) => column.id === id && column.sortValue !== undefined);
  if (!column) return initialSort;
  return { column: column.id satisfies ColumnId, direction: minus === "-" ? "descending" : "ascending" };
}

function isSame(a: Sort, b: Sort): boolean {
  return a.column === b.column && a.direction === b.direction;
}
