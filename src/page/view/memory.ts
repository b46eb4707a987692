import { parseObject, toArray } from "../../client/json.ts";
import type { Choice } from "./choice.ts";
import { columns, type ColumnId } from "./columns.ts";

const key = "live-metrics";

/** What a browser keeps of the choice from one visit to the next. */
type Habits = Pick<Choice, "columns" | "hasLetterKeys">;

/** What was chosen in this browser before, as far as it can still be read. */
export function recall(): Partial<Habits> {
  const kept = parseObject(readKept());
  const known = readColumns(kept?.["columns"]);
  const hasLetterKeys = kept?.["hasLetterKeys"];
  return {
    ...(known.length > 0 && { columns: known }),
    ...(typeof hasLetterKeys === "boolean" && { hasLetterKeys }),
  };
}

export function remember({ columns, hasLetterKeys }: Habits): void {
  try {
    localStorage.setItem(key, JSON.stringify({ columns, hasLetterKeys }));
  } catch {
    // Full or shut: the choice counts for this visit.
  }
}

function readKept(): unknown {
  try {
    return localStorage.getItem(key);
  } catch {
    // A reader may have shut it, and then even its name throws.
    return undefined;
  }
}

/** Columns that there are, each once; the user is the first of them, as everywhere. */
function readColumns(kept: unknown): ColumnId[] {
  const ids = new Set(toArray(kept));
  const others = [...ids].flatMap((id) => columns.find((column) => column.id === id && column.id !== "user")?.id ?? []);
  return ids.has("user") ? ["user", ...others] : [];
}
