import { followPath } from "../site/json-path.ts";
import type { Site } from "../site/schema.ts";
import { sourcesOf } from "../site/field.ts";
import { describeSource, isStored, type Source, type StoredSource } from "../site/source.ts";
import type { Outcome } from "../site/transforms/transform.ts";
import type { Raw } from "./in-page.ts";
import { toReads } from "./plan.ts";
import { answersIn, jsonIn, type PageReading, type RowMaterial } from "./reading.ts";

/** What a source says, or why it says nothing; a fault is something that is wrong with the page, not just absent. */
export type Said = { value: unknown } | { missing: string; isFault?: boolean };

/** What a source says for one row: text as the page shows it, or a value out of JSON; else the reason. */
export function readSource(source: Source, row: RowMaterial, site: Site): Said {
  switch (source.type) {
    case "from":
      return readOrigin(source, row, site);
    case "item":
      return "value" in row.item ? follow(row.item.value, source.path, source) : row.item;
    case "response":
      return readNewest(answersIn(row.reading, source.url), source, row.reading);
    case "global":
      return readNewest(globalOf(row.reading, source.name), source, row.reading);
    case "embedded": {
      const raw = rawOf(source, row, site);
      if (typeof raw === "string") return readNewest([raw], source, row.reading);
      return { missing: `${describeSource(withoutPath(source))} matched nothing` };
    }
    case "localStorage":
    case "sessionStorage":
    case "cookie":
    case "meta": {
      const raw = rawOf(source, row, site);
      if (source.path === undefined || typeof raw !== "string") return toText(raw, source, row.reading);
      return readNewest([raw], source, row.reading);
    }
    default:
      return toText(rawOf(source, row, site), source, row.reading);
  }
}

/** What the capture holds of a source; null also where the source is read elsewhere. */
export function rawOf(source: Source, { cells, reading }: RowMaterial, site: Site): Raw {
  const slot = toReads(site).slots.get(source);
  if (slot === undefined) return null;
  return (slot.list === "row" ? cells[slot.index] : reading.capture.page[slot.index]) ?? null;
}

/** Whether the page has what a source names at all, though it may say nothing or nothing that can be read. */
export function isFound(source: Source, row: RowMaterial, site: Site): boolean {
  if (source.type === "from") return sourcesOf(site.fields[source.field]).some((origin) => isFound(origin, row, site));
  if (toReads(site).slots.has(source)) return rawOf(source, row, site) !== null;
  return "value" in readSource(source, row, site);
}

/** `from` takes what the other field is made of, before that field's own transforms. */
function readOrigin({ field }: Extract<Source, { type: "from" }>, row: RowMaterial, site: Site): Said {
  let first: Said | undefined;
  for (const source of sourcesOf(site.fields[field])) {
    const outcome = readSource(source, row, site);
    if ("value" in outcome) return outcome;
    first ??= outcome;
  }
  return first!;
}

type JsonSource = Extract<Source, { type: "embedded" | "global" | "response" }> | StoredSource;

function withoutPath(source: JsonSource): JsonSource {
  return { ...source, path: undefined };
}

function globalOf({ documents: { globals } }: PageReading, name: string): string[] {
  return Object.hasOwn(globals, name) ? [globals[name]!] : [];
}

/** Of several texts the newest that has the place counts: others may be answers to other questions. */
function readNewest(texts: readonly string[], source: JsonSource, reading: PageReading): Outcome {
  if (texts.length === 0) return { missing: `${describeSource(withoutPath(source))} did not come` };

  let reason: Outcome | undefined;
  for (const text of texts.toReversed()) {
    const whole = jsonIn(reading, text);
    const outcome: Outcome =
      whole === undefined
        ? { missing: `${describeSource(withoutPath(source))} is not JSON` }
        : follow(whole, source.path, source);
    if ("value" in outcome) return outcome;
    reason ??= outcome;
  }
  return reason!;
}

function follow(whole: unknown, path: string | undefined, source: Source): Outcome {
  const end = path === undefined ? { value: whole } : followPath(whole, path);
  if ("missing" in end) return { missing: `${describeSource(source)} is not there: no ${end.missing}` };
  if (end.value === null || end.value === undefined) return { missing: `${describeSource(source)} is null` };
  return end.value === "" ? { missing: `${describeSource(source)} is empty` } : { value: end.value };
}

const kept = new Set<Source["type"]>(["localStorage", "sessionStorage", "cookie"]);

/** Raw text without what no eye sees: marks of direction, soft hyphens, runs of white space. Joiners shape the text and stay. */
function toText(raw: Raw, source: Source, reading: PageReading): Said {
  if (raw === null && !isStored(source))
    return { missing: `${describeSource(source)} matched nothing${describeHeaders(source, reading)}` };
  if (raw === null || raw === false) {
    const whole = isStored(source) ? withoutPath(source) : source;
    return { missing: `${describeSource(whole)} is not set` };
  }
  if (typeof raw === "object") return { missing: `${describeSource(source)} ${raw.fault}`, isFault: true };
  if (kept.has(source.type)) return { value: raw };

  const text = plain.test(raw) ? raw : tidy(raw);
  return text === "" ? { missing: `${describeSource(source)} is empty` } : { value: text };
}

/** Where no header has the name of the column: those that are there. */
function describeHeaders(source: Source, { capture }: PageReading): string {
  const { absent, headers } = capture.columns;
  const isAbsent = source.type === "element" && source.scope.type === "column" && absent.includes(source.scope.header);
  if (!isAbsent || headers.length === 0) return "";
  const shown = headers.slice(0, mostHeaders).map((name) => (name.length > 40 ? `${name.slice(0, 40)}…` : name));
  return `; the headers are ${shown.join(", ")}${headers.length > mostHeaders ? ", …" : ""}`;
}

const mostHeaders = 12;

/** Most texts are tidy as they stand. */
const plain = /^[!-~]+(?: [!-~]+)*$/;

function tidy(text: string): string {
  return text
    .replaceAll(/[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}
