import { parsePath } from "dot-prop";
import { z } from "zod";

/** A path into JSON: `user.plan`, `items[0].name`; a dot within a key is written `\.`. */
export const jsonPath = z.string().refine(isPath, "is not a path such as user.plan or items[0].name");

/** What a path leads to, or the first key on it that is not there. */
export type PathEnd = { value: unknown } | { missing: string };

/** The value that a path leads to; `undefined` where the path ends before. */
export function readPath(value: unknown, path: string): unknown {
  const end = followPath(value, path);
  return "value" in end ? end.value : undefined;
}

/** Follows own keys only: nothing that JSON did not say is on any path. */
export function followPath(value: unknown, path: string): PathEnd {
  const keys = parsePath(path);
  // What a prototype holds has no path.
  if (keys.length === 0) return { missing: path };

  let end = value;
  for (const key of keys) {
    if (typeof end !== "object" || end === null || !Object.hasOwn(end, key)) return { missing: String(key) };
    end = (end as Record<string | number, unknown>)[key];
  }
  return { value: end };
}

function isPath(path: string): boolean {
  try {
    return path !== "" && parsePath(path).length > 0;
  } catch {
    // The parser is the only judge of a path; its refusal is the answer.
    return false;
  }
}
