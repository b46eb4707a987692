import leven from "leven";
import type { Tab } from "../browser/tab.ts";
import { PageError } from "../errors.ts";
import type { Candidate } from "../site/field.ts";
import { followPath } from "../site/json-path.ts";
import type { Privacy } from "../site/privacy.ts";
import type { Site } from "../site/schema.ts";
import { describeSelector } from "../site/selector.ts";
import type { SiteField } from "../site/site-fields.ts";
import { describeSource, type Source } from "../site/source.ts";
import type { Outcome } from "../site/transforms/transform.ts";
import { extract, type ExtractOptions } from "./extract.ts";
import { searchNearMisses, searchRows, type NearMiss } from "./near-miss.ts";
import { fieldsOf, toReads } from "./plan.ts";
import { policiesOf, protect, shapeOf, veil, type Policies } from "./privacy.ts";
import type { Attempt } from "./read-field.ts";
import { rawOf } from "./read-source.ts";
import { findItems, type PageReading, type RowMaterial } from "./reading.ts";
import type { RunFindings } from "./scrape.ts";

/** What is to be explained. */
export interface ExplainRequest {
  /** The userId of the row, as the page or as the metric has it; undefined: the first row. */
  user: string | undefined;
  fields: readonly SiteField[];
  options: ExtractOptions;
}

export type Explanation =
  | ({ type: "row" } & RowExplanation)
  /** No row has this user; these are there, the most alike first. */
  | { type: "unknown-user"; user: string; seen: string[] }
  | { type: "no-rows"; rows: { selector: string; matches: number; nearMiss: NearMiss | undefined }[] };

export interface RowExplanation {
  /** From 1, on its page of the list. */
  page: number;
  row: number;
  /** On that page. */
  rows: number;
  userId: string | undefined;
  fields: FieldExplanation[];
  /** Why nothing can be said of what nearly matched. */
  noNearMisses: string | undefined;
}

export interface FieldExplanation {
  field: SiteField;
  privacy: Privacy;
  /** As the metric gets it. */
  outcome: Outcome;
  /** Stands in for a missing value. */
  fallback: unknown;
  /** Which way gave the value, from 0. */
  winner: number | undefined;
  ways: WayExplanation[];
}

export interface WayExplanation {
  source: string;
  reads: ReadExplanation[];
  raw: Shown;
  steps: { name: string; options: unknown; outcome: Shown }[];
  outcome: Shown;
}

/** One source of a way: its own, or that of a joined part. */
export interface ReadExplanation {
  source: string;
  /** How often it matched; undefined where nothing is matched, as in JSON. */
  inRow: number | undefined;
  inDocument: number | undefined;
  nearMiss: NearMiss | undefined;
}

/** A value as it may be shown: of personal data that is not kept, the shape alone. */
export type Shown = { value: unknown } | { shape: string } | { missing: string };

/** Explains one row of what was read, while its page still stands there. */
export async function explainPage(
  tab: Tab,
  { finding: { site, capture }, readings }: RunFindings,
  request: ExplainRequest,
): Promise<Explanation> {
  const pages = readings.map((reading) => readAttempts(reading, site, request.options));
  if (pages.every((rows) => rows.length === 0)) {
    const near = await orNothing(() => searchRows(tab, site));
    const rows = (site.rows ?? []).map((selector, index) => {
      const matches = capture.rowMatches[index] ?? 0;
      const nearMiss = matches === 0 ? guardNearMiss(near?.get(selector), policiesOf(site)) : undefined;
      return { selector: describeSelector(selector), matches, nearMiss };
    });
    return { type: "no-rows", rows };
  }

  const place = findPlace(pages, site, request);
  if (place === undefined)
    return { type: "unknown-user", user: request.user!, seen: nearestFirst(request.user!, pages, site, request) };

  const reading = readings[place.page]!;
  const material = materialOf(reading, site, place.row);
  const attempts = pages[place.page]![place.row]!;
  const lacking = request.fields.flatMap((field) =>
    site.fields[field]!.candidates.flatMap((candidate) => sourcesThatMiss(candidate, material, site)),
  );
  const near = await orNothing(() => searchNearMisses(tab, { site, reading, row: place.row, sources: lacking }));
  return {
    type: "row",
    ...explainRow({ site, attempts, material, row: place.row, near: near ?? new Map(), request }),
    page: place.page + 1,
    row: place.row + 1,
    rows: pages[place.page]!.length,
    noNearMisses:
      near === undefined ? "the page no longer shows this row, so what nearly matched there is not known" : undefined,
  };
}

/** What was already read is worth more than what a dying page might still have said. */
async function orNothing<T>(search: () => Promise<T>): Promise<T | undefined> {
  try {
    return await search();
  } catch (error) {
    if (error instanceof PageError) return undefined;
    throw error;
  }
}

type RowAttempts = Partial<Record<SiteField, Attempt[]>>;

/** Every attempt on every row of one page. */
function readAttempts(reading: PageReading, site: Site, options: ExtractOptions): RowAttempts[] {
  const rows: RowAttempts[] = [];
  const onAttempt: ExtractOptions["onAttempt"] = ({ row, field }, attempt) => {
    rows[row] ??= {};
    (rows[row][field] ??= []).push(attempt);
  };
  extract([reading], site, { ...options, onAttempt });
  return rows;
}

function winnerOf(attempts: readonly Attempt[]): number | undefined {
  const index = attempts.findIndex(({ outcome }) => "value" in outcome);
  return index === -1 ? undefined : index;
}

function outcomeOf(attempts: readonly Attempt[]): Outcome {
  return attempts[winnerOf(attempts) ?? 0]!.outcome;
}

function findPlace(
  pages: readonly RowAttempts[][],
  site: Site,
  { user, options }: ExplainRequest,
): { page: number; row: number } | undefined {
  if (user === undefined) {
    const page = pages.findIndex((rows) => rows.length > 0);
    return { page, row: 0 };
  }
  for (const [page, rows] of pages.entries()) {
    const row = rows.findIndex((attempts) => {
      const own = outcomeOf(attempts.userId!);
      const isOwn = "value" in own && String(own.value) === user;
      return isOwn || toUserId(attempts, site, options) === user;
    });
    if (row !== -1) return { page, row };
  }
  return undefined;
}

/** As the metric has it. */
function toUserId({ userId }: RowAttempts, site: Site, { salt = "", userIdPrefix = "" }: ExtractOptions) {
  const kept = protect("userId", outcomeOf(userId!), { policies: policiesOf(site), salt });
  return "value" in kept ? `${userIdPrefix}${String(kept.value)}` : undefined;
}

/** How many ids are offered in place of one that is not there. */
const mostOffered = 10;

function nearestFirst(
  user: string,
  pages: readonly RowAttempts[][],
  site: Site,
  { options }: ExplainRequest,
): string[] {
  const ids = pages.flat().flatMap((attempts) => toUserId(attempts, site, options) ?? []);
  const distance = (id: string): number => leven(user.toLowerCase(), id.toLowerCase());
  return [...new Set(ids)].toSorted((a, b) => distance(a) - distance(b)).slice(0, mostOffered);
}

/** An item stands for a row only where items are the rows: which one was joined to an element is known to `extract`. */
function materialOf(reading: PageReading, site: Site, row: number): RowMaterial {
  const value = site.rows ? undefined : findItems(site, reading)?.items[row];
  const item = value === undefined ? { missing: "no item of data belongs to this row" } : { value };
  return { cells: reading.capture.rows[site.rows ? row : 0] ?? [], reading, item };
}

function sourcesOfWay({ source }: Candidate): Source[] {
  return source.type === "join" ? Object.values(source.parts).flatMap(sourcesOfWay) : [source];
}

function sourcesThatMiss(candidate: Candidate, material: RowMaterial, site: Site): Source[] {
  return sourcesOfWay(candidate).filter((source) => {
    if (source.type !== "element" && source.type !== "embedded") return false;
    const raw = rawOf(source, material, site);
    // Where matches are counted, none of them is a value too, and as likely a selector that no longer fits.
    const isCounted = source.type === "element" && (source.read.type === "exists" || source.read.type === "count");
    return raw === null || (isCounted && (raw === "false" || raw === "0"));
  });
}

interface RowRequest {
  site: Site;
  attempts: RowAttempts;
  material: RowMaterial;
  row: number;
  near: ReadonlyMap<Source, NearMiss>;
  request: ExplainRequest;
}

/** Everything that was tried in one row, without what the policies hide. Pure. */
function explainRow(given: RowRequest): Pick<RowExplanation, "userId" | "fields"> {
  const { site, attempts, request } = given;
  return {
    userId: toUserId(attempts, site, request.options),
    fields: fieldsOf(site)
      .filter(([name]) => request.fields.includes(name))
      .map(([name, { fallback, candidates }]) => {
        const tried = attempts[name]!;
        const policies = policiesOf(site);
        const outcome = protect(name, outcomeOf(tried), { policies, salt: request.options.salt ?? "" });
        const isId = name === "userId" && "value" in outcome;
        return {
          field: name,
          privacy: policies[name] ?? "keep",
          outcome: isId ? { value: toUserId(attempts, site, request.options) } : outcome,
          fallback: name === "userId" ? undefined : fallback,
          winner: winnerOf(tried),
          ways: tried.map((attempt, way) => explainWay(attempt, candidates[way]!, policies[name] !== undefined, given)),
        };
      }),
  };
}

function explainWay(attempt: Attempt, candidate: Candidate, isHidden: boolean, given: RowRequest): WayExplanation {
  const show = (outcome: Outcome): Shown => (isHidden ? toShape(outcome) : outcome);
  return {
    source: attempt.source,
    reads: sourcesOfWay(candidate).map((source) => explainRead(source, given)),
    raw: show(attempt.raw),
    steps: attempt.steps.map(({ name, options, outcome }) => ({ name, options, outcome: show(outcome) })),
    outcome: show(attempt.outcome),
  };
}

function explainRead(source: Source, { site, material, row, near }: RowRequest): ReadExplanation {
  const { inspection } = material.reading.capture;
  const slot = toReads(site).slots.get(source);
  const isCounted = source.type === "element" || source.type === "embedded";
  const inRow = slot?.list === "row" && isCounted ? inspection?.counts[site.rows ? row : 0]?.[slot.index] : undefined;
  const isPlain = source.type === "element" && source.scope.type === "row" && source.selector !== undefined;
  const onPage = slot?.list === "page" && isCounted ? inspection?.onPage[slot.index] : undefined;
  const keys =
    source.type === "item"
      ? findKeys("value" in material.item ? material.item.value : undefined, source.path)
      : undefined;
  return {
    source: describeSource(source),
    inRow,
    inDocument: isPlain && slot ? inspection?.inDocument[slot.index] : onPage,
    nearMiss: keys ?? guardNearMiss(near.get(source), policiesOf(site)),
  };
}

/** A loose selector may find another field than its own: one policy on the site hides all such texts. */
function guardNearMiss(miss: NearMiss | undefined, policies: Policies): NearMiss | undefined {
  const isOpen = Object.keys(policies).length === 0;
  if (miss?.type !== "selector" || miss.text === undefined || isOpen) return miss;
  return { ...miss, text: shapeOf(miss.text) };
}

function toShape(outcome: Outcome): Shown {
  if ("missing" in outcome) return { missing: veil(outcome.missing) };
  const { value } = outcome;
  return { shape: shapeOf(typeof value === "string" ? value : JSON.stringify(value)) };
}

/** The keys that stand where a path breaks off; undefined where it does not. */
function findKeys(item: unknown, path: string): NearMiss | undefined {
  if (typeof item !== "object" || item === null || !("missing" in followPath(item, path))) return undefined;
  const parts = path.split(".");
  const ends = parts.map((_part, index) => parts.slice(0, parts.length - 1 - index).join("."));
  for (const end of ends) {
    const there = end === "" ? { value: item } : followPath(item, end);
    if ("value" in there && typeof there.value === "object" && there.value !== null)
      return { type: "keys", keys: Object.keys(there.value).slice(0, 20) };
  }
  return undefined;
}
