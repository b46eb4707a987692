import { parsePath } from "dot-prop";
import { shapeOf } from "../privacy.ts";

/** Where a site looks into a JSON document: keys on the way stay, values only where a field is kept. */
export interface JsonPlaces {
  below: Map<string, JsonPlaces>;
  /** Of all entries of an array. */
  items: JsonPlaces | undefined;
  isKept: boolean;
}

export function noPlaces(): JsonPlaces {
  return { below: new Map(), items: undefined, isKept: false };
}

/** Adds a path, below `places`, and returns where it ends. */
export function addPlace(places: JsonPlaces, path: string | undefined): JsonPlaces {
  let place = places;
  for (const key of path === undefined ? [] : parsePath(path).map(String)) {
    const next = place.below.get(key) ?? noPlaces();
    place.below.set(key, next);
    place = next;
  }
  return place;
}

/** The same structure, with keys and values in shape but for what the places keep. Null, true and false stay. */
export function maskJson(value: unknown, places: JsonPlaces | undefined, isClean: (text: string) => boolean): unknown {
  if (places?.isKept && isCleanThroughout(value, isClean)) return value;
  if (Array.isArray(value))
    return value.map((item, index) => maskJson(item, places?.items ?? places?.below.get(String(index)), isClean));
  if (typeof value === "object" && value !== null) return maskObject(value, places, isClean);
  if (typeof value === "string") return shapeOf(value);
  return typeof value === "number" ? 0 : value;
}

function maskObject(value: object, places: JsonPlaces | undefined, isClean: (text: string) => boolean): object {
  const masked: [string, unknown][] = [];
  const used = new Set(places?.below.keys());
  for (const [key, inner] of Object.entries(value)) {
    const place = places?.below.get(key);
    const shown = place ? key : unlike(shapeOf(key), used);
    used.add(shown);
    masked.push([shown, maskJson(inner, place, isClean)]);
  }
  return Object.fromEntries(masked);
}

/** Several keys of one shape stay several. */
function unlike(shape: string, used: ReadonlySet<string>): string {
  return used.has(shape) ? unlike(`${shape}_`, used) : shape;
}

/** Whether nothing in a value, its keys included, says what must not be said. */
export function isCleanThroughout(value: unknown, isClean: (text: string) => boolean): boolean {
  if (typeof value === "string" || typeof value === "number") return isClean(String(value));
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isClean(key) && isCleanThroughout(inner, isClean));
}
