import { createHash, randomBytes } from "node:crypto";
import { matchesUrl } from "../../browser/url-pattern.ts";
import { sourcesOf } from "../../site/field.ts";
import type { Site } from "../../site/schema.ts";
import { describeSelector } from "../../site/selector.ts";
import { siteFields, type SiteField } from "../../site/site-fields.ts";
import { describeSource, isStored, type Source, type StoredSource } from "../../site/source.ts";
import { readJsonText, type Documents } from "../documents.ts";
import type { ReadField } from "../extract.ts";
import type { Capture, Raw } from "../in-page.ts";
import { wantedOf } from "../look.ts";
import { toReads } from "../plan.ts";
import { shapeOf, veil, type Policies } from "../privacy.ts";
import type { PageReading } from "../reading.ts";
import type { RecordedRow } from "./bundle.ts";
import { addPlace, isCleanThroughout, maskJson, noPlaces, type JsonPlaces } from "./mask-json.ts";
import { squeeze, type Masker } from "./masker.ts";
import { keptFields, saidBy, type IsClean } from "./unclean.ts";

interface Readings {
  site: Site;
  policies: Policies;
  readings: readonly PageReading[];
  isClean: IsClean;
}

/** Texts and attribute values that kept fields were read from, and the page's own total, as they are compared. */
export function keptTextsOf({ site, policies, readings, isClean }: Readings): Set<string> {
  const kept = new Set<string>();
  for (const name of keptFields(site, policies))
    for (const source of sourcesOf(site.fields[name]).filter(isReadAgain))
      for (const reading of readings)
        for (const { raw } of saidBy(source, reading, site))
          if (typeof raw === "string" && raw.trim() !== "" && isClean(raw)) kept.add(squeeze(raw));
  for (const { capture } of readings) {
    const { claim } = capture;
    if (typeof claim === "string" && claim.trim() !== "" && isClean(claim)) kept.add(squeeze(claim));
  }
  return kept;
}

/** Properties of which the saved page says the same as the page itself. */
const savedProperties = new Set(["value", "checked", "selected", "disabled", "hidden", "textContent"]);

/** Whether what a source said can stand in a masked page as it stood in the page itself. */
function isReadAgain(source: Source): boolean {
  if (source.type !== "element") return true;
  const { read } = source;
  return read.type !== "html" && (read.type !== "property" || savedProperties.has(read.name));
}

/**
 * What each field was read as whose text is masked: those that are not kept, and kept ones in rows where their text holds
 * that of another one.
 */
export function recordMasked(
  all: readonly (readonly RecordedRow[])[],
  { site, policies, readings, isClean }: Readings,
): RecordedRow[][] {
  const salt = randomBytes(16).toString("hex");
  return all.map((rows, page) => {
    const unclean = findUncleanFields(readings[page]!, { site, policies, isClean });
    return rows.map((row, at) => {
      const isMasked = (name: SiteField): boolean =>
        policies[name] !== undefined || unclean(name, at) || !sourcesOf(site.fields[name]).every(isReadAgain);
      // A row whose userId is masked finds no item of its own in the data any more.
      const isJoined = site.rows !== undefined && site.data !== undefined && isMasked("userId");
      return Object.fromEntries(
        (Object.entries(row) as [SiteField, ReadField][])
          .filter(([name]) => isMasked(name) || isJoined)
          .map(([name, read]) => [name, policies[name] === undefined ? shapeRead(name, read, isClean, salt) : read]),
      );
    });
  });
}

function findUncleanFields(
  reading: PageReading,
  { site, policies, isClean }: Pick<Readings, "site" | "policies" | "isClean">,
): (name: SiteField, row: number) => boolean {
  const places = new Set<string>();
  for (const name of keptFields(site, policies))
    for (const source of sourcesOf(site.fields[name]))
      for (const { row, raw } of saidBy(source, reading, site))
        if (!isCleanThroughout(raw, isClean)) places.add(`${name} ${row ?? "all"}`);
  return (name, row) => places.has(`${name} ${row}`) || places.has(`${name} all`);
}

/** A kept value in whose text another one stands: its shape, but for ids, of which no two may become one. */
function shapeRead(name: SiteField, read: ReadField, isClean: IsClean, salt: string): ReadField {
  const { outcome } = read;
  if ("missing" in outcome) return { ...read, outcome: { missing: veil(outcome.missing) } };
  if (isCleanThroughout(outcome.value, isClean)) return read;
  const value =
    name === "userId"
      ? createHash("sha256").update(salt).update(String(outcome.value)).digest("hex").slice(0, 24)
      : maskJson(outcome.value, undefined, isClean);
  return { ...read, outcome: { value } };
}

/** JSON places of a site, by the kind and name of the document that they are in. */
type PlacesOf = ReadonlyMap<string, JsonPlaces>;

function jsonPlacesOf(site: Site, policies: Policies): PlacesOf {
  const places = new Map<string, JsonPlaces>();
  const placesIn = (key: string): JsonPlaces => {
    const known = places.get(key) ?? noPlaces();
    places.set(key, known);
    return known;
  };
  for (const origin of site.data ?? []) {
    const whole = placesIn(keyOf(origin));
    const items = addPlace(whole, origin.items);
    items.items ??= noPlaces();
    if (origin.total !== undefined) addPlace(whole, origin.total).isKept = true;
    if (origin.by !== undefined && policies.userId === undefined) addPlace(items.items, origin.by).isKept = true;
    for (const [name, source] of allSources(site))
      if (source.type === "item") keepIf(addPlace(items.items, source.path), policies[name] === undefined);
  }
  for (const [name, source] of allSources(site))
    if (isJson(source)) keepIf(addPlace(placesIn(keyOfSource(source)), source.path), policies[name] === undefined);
  return places;
}

function allSources(site: Site): [SiteField, Source][] {
  return siteFields.flatMap((name) =>
    sourcesOf(site.fields[name]).map((source) => [name, source] as [SiteField, Source]),
  );
}

function keepIf(place: JsonPlaces, isKept: boolean): void {
  place.isKept ||= isKept;
}

type Origin = Pick<NonNullable<Site["data"]>[number], "embedded" | "response" | "frame" | "global">;

type JsonSource = Extract<Source, { type: "embedded" | "response" | "global" }> | StoredSource;

function isJson(source: Source): source is JsonSource {
  if (isStored(source)) return source.path !== undefined;
  return source.type === "embedded" || source.type === "response" || source.type === "global";
}

function keyOfSource(source: JsonSource): string {
  const none = { embedded: undefined, response: undefined, frame: undefined, global: undefined };
  if (isStored(source)) return describeSource({ ...source, path: undefined });
  if (source.type === "embedded") return keyOf({ ...none, embedded: source.selector });
  return keyOf(source.type === "response" ? { ...none, response: source.url } : { ...none, global: source.name });
}

function keyOf({ embedded, response, frame, global }: Origin): string {
  if (embedded) return `embedded ${describeSelector(embedded)}`;
  return response === undefined
    ? frame === undefined
      ? `global ${global}`
      : `frame ${frame}`
    : `response ${response}`;
}

export interface ReadingMasker {
  reading(reading: PageReading): PageReading;
  /** Masked JSON by the text of the element that holds it. */
  jsonTexts: ReadonlyMap<string, string>;
}

/** Masks what was captured, so that everything that is read again reads the same. */
export function createReadingMasker(
  { site, policies, readings, isClean }: Readings,
  maskers: { masker: () => Masker; url: (address: string) => string },
): ReadingMasker {
  const places = jsonPlacesOf(site, policies);
  const wanted = wantedOf(site);
  const maskText = (text: string, keys: readonly string[]): string => {
    const value = readJsonText(text);
    if (value === undefined) return shapeOf(text);
    return JSON.stringify(maskJson(value, union(keys.flatMap((key) => places.get(key) ?? [])), isClean));
  };
  const holders = jsonSlots(site);
  const jsonTexts = new Map<string, string>();
  for (const { capture } of readings)
    for (const [slot, key] of holders) {
      const raw = capture.page[slot];
      if (typeof raw === "string") jsonTexts.set(raw, maskText(raw, [key]));
    }

  const toUrl = createUrlMasker(wanted.responses.concat(wanted.frames), maskers.url);
  const maskDocuments = ({ responses, earlier, frames, globals }: Documents): Documents => ({
    earlier,
    responses: responses.map(({ url, status, body }) => ({
      url: toUrl(url),
      status,
      body: maskText(body, keysFor("response", wanted.responses, url)),
    })),
    frames: frames.map(({ url, body }) => ({
      url: toUrl(url),
      body: maskText(body, keysFor("frame", wanted.frames, url)),
    })),
    globals: Object.fromEntries(
      Object.entries(globals).map(([name, text]) => [name, maskText(text, [`global ${name}`])]),
    ),
  });

  const kept = keptSlots(site, policies);
  const maskRaw = (raw: Raw, isKept: boolean): Raw =>
    typeof raw !== "string" || (isKept && isClean(raw)) ? raw : shapeOf(raw);
  const maskCapture = (capture: Capture): Capture => {
    const masker = maskers.masker();
    return {
      ...capture,
      url: masker.url(capture.url),
      title: masker.text(capture.title),
      rows: capture.rows.map((cells) => cells.map((raw, index) => maskRaw(raw, kept.row.has(index)))),
      page: capture.page.map((raw, index) =>
        holders.has(index) && typeof raw === "string" ? jsonTexts.get(raw)! : maskRaw(raw, kept.page.has(index)),
      ),
      claim: typeof capture.claim === "string" && !isClean(capture.claim) ? masker.text(capture.claim) : capture.claim,
      signature: "",
      excerpt: masker.text(capture.excerpt),
      busy: capture.busy && masker.sentence(capture.busy),
      inspection: undefined,
    };
  };
  return {
    jsonTexts,
    reading: ({ capture, documents }) => ({ capture: maskCapture(capture), documents: maskDocuments(documents) }),
  };
}

function keysFor(kind: string, patterns: readonly string[], url: string): string[] {
  return patterns.filter((pattern) => matchesUrl(pattern, url)).map((pattern) => `${kind} ${pattern}`);
}

function union(all: readonly JsonPlaces[]): JsonPlaces | undefined {
  const [first, ...others] = all;
  if (first === undefined || others.length === 0) return first;
  const keys = new Set(all.flatMap(({ below }) => [...below.keys()]));
  return {
    isKept: all.some(({ isKept }) => isKept),
    items: union(all.flatMap(({ items }) => items ?? [])),
    below: new Map([...keys].map((key) => [key, union(all.flatMap(({ below }) => below.get(key) ?? []))!])),
  };
}

/** Which of the page's reads hold JSON, by the key of its places. */
function jsonSlots(site: Site): Map<number, string> {
  const { slots, data } = toReads(site);
  const found = new Map<number, string>();
  for (const [source, { list, index }] of slots)
    if (isJson(source) && list === "page") found.set(index, keyOfSource(source));
  for (const [at, index] of data.entries()) if (index !== undefined) found.set(index, keyOf(site.data![at]!));
  return found;
}

function keptSlots(site: Site, policies: Policies): { row: Set<number>; page: Set<number> } {
  const kept = { row: new Set<number>(), page: new Set<number>() };
  const { slots } = toReads(site);
  for (const name of keptFields(site, policies))
    for (const source of sourcesOf(site.fields[name])) {
      const slot = slots.get(source);
      if (slot) kept[slot.list].add(slot.index);
    }
  return kept;
}

/** Addresses of documents: two stay two, and each fits the patterns of the site that it fitted before. */
function createUrlMasker(patterns: readonly string[], mask: (address: string) => string): (address: string) => string {
  const known = new Map<string, string>();
  const given = new Set<string>();
  return (address) => {
    const before = known.get(address);
    if (before !== undefined) return before;
    const fitting = patterns.find((pattern) => matchesUrl(pattern, address));
    const plain = mask(address);
    let masked = fitting === undefined || matchesUrl(fitting, plain) ? plain : toFitting(fitting, address);
    for (let count = 2; given.has(masked); count += 1) masked = `${masked.split("#", 1)[0]}#${count}`;
    given.add(masked);
    known.set(address, masked);
    return masked;
  };
}

function toFitting(pattern: string, address: string): string {
  const path = pattern.replace(/^[\w*]+:\/\/[^/]*/, "").replaceAll(/\*+/g, "x");
  return new URL(path, address).href;
}
