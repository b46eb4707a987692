import { matchesUrl } from "../browser/url-pattern.ts";
import type { DataOrigin } from "../site/rows.ts";
import { readPath } from "../site/json-path.ts";
import type { Site } from "../site/schema.ts";
import type { Outcome } from "../site/transforms/transform.ts";
import { readJsonText, type Documents } from "./documents.ts";
import type { Capture, Raw } from "./in-page.ts";
import { toReads } from "./plan.ts";

/** One look at one page of a list: what its document held, and what came beside it. */
export interface PageReading {
  capture: Capture;
  documents: Documents;
}

/** What one row is made of. */
export interface RowMaterial {
  cells: readonly Raw[];
  reading: PageReading;
  /** The row's own item of `data`, or why there is none. */
  item: Outcome;
}

/** The items of `data` on one page and what the app claims to have; undefined where none of the origins is there. */
export interface Items {
  /** Which of `site.data` they came from. */
  origin: number;
  items: unknown[];
  total: unknown;
}

export function findItems(site: Site, reading: PageReading): Items | undefined {
  for (const [origin, one] of (site.data ?? []).entries()) {
    const found = textsOf(one, { site, origin, reading }).flatMap((text) => {
      const whole = jsonIn(reading, text);
      const items = one.items === undefined ? whole : readPath(whole, one.items);
      return Array.isArray(items)
        ? [{ items: items as unknown[], total: one.total && readPath(whole, one.total) }]
        : [];
    });
    // Pages of one list come from several addresses; of one address, and of a socket, only the newest counts.
    const last = found.at(-1);
    if (last)
      return {
        origin,
        items: one.response === undefined ? last.items : found.flatMap(({ items }) => items),
        total: last.total,
      };
  }
  return undefined;
}

function textsOf(one: DataOrigin, { site, origin, reading }: { site: Site; origin: number; reading: PageReading }) {
  const { documents, capture } = reading;
  if (one.frame !== undefined)
    return documents.frames.filter(({ url }) => matchesUrl(one.frame!, url)).map(({ body }) => body);
  // Items alone are the rows, and a page's rows are those that came with it; beside elements any item may belong to one.
  if (one.response !== undefined && site.rows === undefined)
    return newestByUrl({ ...documents, responses: documents.responses.slice(documents.earlier) }, one.response);
  if (one.response !== undefined) return answersIn(reading, one.response);
  const text = one.global === undefined ? capture.page[toReads(site).data[origin]!] : documents.globals[one.global];
  return typeof text === "string" ? [text] : [];
}

/** The newest answer of each address that fits, in the order of their coming. */
export function newestByUrl({ responses }: Documents, pattern: string): string[] {
  const newest = new Map<string, string>();
  for (const { url, body } of responses) {
    if (!matchesUrl(pattern, url)) continue;
    newest.delete(url);
    newest.set(url, body);
  }
  return [...newest.values()];
}

/** What was found out about a reading: every row and field asks the same again. */
interface Memory {
  json: Map<string, unknown>;
  answers: Map<string, string[]>;
}

const memories = new WeakMap<PageReading, Memory>();

/** What JSON text of a reading says; parsed once. */
export function jsonIn(reading: PageReading, text: string): unknown {
  const { json } = memoryOf(reading);
  if (!json.has(text)) json.set(text, readJsonText(text));
  return json.get(text);
}

/** The responses of a reading by a pattern of their address, each address's newest. */
export function answersIn(reading: PageReading, pattern: string): string[] {
  const { answers } = memoryOf(reading);
  const known = answers.get(pattern) ?? newestByUrl(reading.documents, pattern);
  answers.set(pattern, known);
  return known;
}

function memoryOf(reading: PageReading): Memory {
  const memory = memories.get(reading) ?? { json: new Map(), answers: new Map() };
  memories.set(reading, memory);
  return memory;
}
