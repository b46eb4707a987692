import type { Observation } from "../metric/observation.ts";
import type { UserMetric } from "../metric/user-metric.ts";
import { readPath } from "../site/json-path.ts";
import type { Site } from "../site/schema.ts";
import type { SiteField } from "../site/site-fields.ts";
import { sourcesOf, type Field } from "../site/field.ts";
import type { Outcome, TransformContext } from "../site/transforms/transform.ts";
import { fieldsOf } from "./plan.ts";
import { policiesOf, protect, type Policies } from "./privacy.ts";
import { readField, type Attempt } from "./read-field.ts";
import { isFound } from "./read-source.ts";
import { findItems, type Items, type PageReading, type RowMaterial } from "./reading.ts";

/** What a row lacks, and why. */
interface Loss {
  count: number;
  /** Of the first. */
  reason: string | undefined;
}

/** How well one field was read. */
export interface Coverage {
  /** Rows in which it gave a value of its own; defaults do not count. */
  seen: number;
  /** Rows in which its source was found at all. */
  found: number;
  /** How often each of its ways gave the value. */
  winners: number[];
  /** Why it is missing, most frequent first, with the number of rows. */
  reasons: Record<string, number>;
}

/** What the readings of a run say once they are typed. */
export interface Extraction {
  observations: Observation[];
  /** Rows read, each user once however many pages show it. */
  rows: number;
  /** Rows that gave no userId. */
  withoutId: Loss;
  /** userIds that stood in more than one row of a page where the site does not say they may; the first row counts. */
  repeated: string[];
  /** Rows left out because a field that they need is missing. */
  incomplete: Loss;
  /** Why the whole run is not to be trusted, and has no observations: an error of a field whose errors fail the run. */
  failure: string | undefined;
  coverage: Partial<Record<SiteField, Coverage>>;
}

export interface ExtractOptions {
  now: Date;
  /** For hashes of personal data. */
  salt?: string;
  /** Put before every userId. */
  userIdPrefix?: string;
  /** Gets every attempt to read a field, for people who want to know why. */
  onAttempt?: (place: { row: number; field: SiteField }, attempt: Attempt) => void;
  /** Gets what each field of each row of each page was read as, by its policy. */
  onField?: (place: FieldPlace, read: ReadField) => void;
  /** What a field was read as at another time, to be taken in the place of reading it. */
  recorded?: (place: FieldPlace) => ReadField | undefined;
}

/** A field of a row, both counted from 0: pages in the order of the readings, rows as they stand on their page. */
export interface FieldPlace {
  page: number;
  row: number;
  field: SiteField;
}

/** What a field was read as, by its policy, and whether its source was there at all. */
export interface ReadField {
  outcome: Outcome;
  winner: number | undefined;
  isFault: boolean;
  found: boolean;
}

/** Turns raw strings into observations: known values, and for each other field the reason. Pure. */
export function extract(readings: readonly PageReading[], site: Site, options: ExtractOptions): Extraction {
  const { users, nameless, repeated, superseded } = sight(readings, { site, options, policies: policiesOf(site) });
  const whole = users.filter(({ lacking }) => lacking === undefined);
  const counted = [...users, ...nameless, ...repeated, ...superseded];
  const failure = counted.find((row) => row.failure !== undefined)?.failure;
  const trusted = failure === undefined ? whole : [];
  return {
    observations: trusted.map(({ known, missing }) => ({ known: known as Observation["known"], missing })),
    rows: counted.length,
    withoutId: toLoss(nameless.map(({ missing }) => missing.userId)),
    repeated: repeated.map(({ known }) => known.userId!),
    incomplete: toLoss(users.flatMap(({ lacking }) => lacking ?? [])),
    failure,
    coverage: Object.fromEntries(fieldsOf(site).map(([name, field]) => [name, cover(name, field, counted)])),
  };
}

interface Task {
  site: Site;
  options: ExtractOptions;
  policies: Policies;
}

interface TypedRow {
  known: Partial<UserMetric>;
  missing: Observation["missing"];
  winners: Partial<Record<SiteField, number>>;
  /** The fields whose source was there at all. */
  found: Set<SiteField>;
  /** Why the row is left out. */
  lacking: string | undefined;
  /** Why the run is not to be trusted. */
  failure: string | undefined;
}

/** Every row once: a user whom several pages show by the fullest reading, others on one page as what they are. */
function sight(readings: readonly PageReading[], task: Task) {
  /** With the page on which each user stood last. */
  const users = new Map<string, { page: number; row: TypedRow }>();
  const nameless: TypedRow[] = [];
  const repeated: TypedRow[] = [];
  /** Of users who may stand in several rows, those that do not count. */
  const superseded: TypedRow[] = [];

  for (const [page, reading] of readings.entries())
    for (const [at, material] of rowsOf(reading, task).entries()) {
      const index = users.size + nameless.length + repeated.length + superseded.length;
      const row = readRow(material, { index, page, at }, task);
      const { userId } = row.known;
      const earlier = userId === undefined ? undefined : users.get(userId);
      if (userId === undefined) nameless.push(row);
      else if (earlier && task.site.repeats) {
        const isNewer = task.site.repeats === "newest" && timeOf(row) > timeOf(earlier.row);
        superseded.push(isNewer ? earlier.row : row);
        if (isNewer) users.set(userId, { page, row });
      } else if (earlier?.page === page) repeated.push(row);
      else users.set(userId, { page, row: earlier ? fuller(earlier.row, row) : row });
    }
  return { users: [...users.values()].map(({ row }) => row), nameless, repeated, superseded };
}

/** A row without a time is older than any that has one. */
function timeOf({ known }: TypedRow): string {
  return known.lastActionTime ?? "";
}

function fuller(earlier: TypedRow, later: TypedRow): TypedRow {
  const lacks = ({ missing, lacking }: TypedRow): number => (lacking ? 100 : 0) + Object.keys(missing).length;
  return lacks(later) < lacks(earlier) ? later : earlier;
}

/** Where a row stands: among all rows of the run, and on which page. */
interface RowPlace {
  index: number;
  page: number;
  at: number;
}

function readRow(material: RowMaterial, { index, page, at }: RowPlace, task: Task): TypedRow {
  const row: TypedRow = {
    known: {},
    missing: {},
    winners: {},
    found: new Set(),
    lacking: undefined,
    failure: undefined,
  };
  const { userIdPrefix = "", recorded, onField } = task.options;

  for (const [name, field] of fieldsOf(task.site)) {
    const place = { page, row: at, field: name };
    const read = recorded?.(place) ?? readProtected({ name, field, material, index }, task);
    onField?.(place, read);
    const { outcome: kept, winner, isFault } = read;
    if (read.found) row.found.add(name);
    if (winner !== undefined) row.winners[name] = winner;

    if ("value" in kept) {
      const value = name === "userId" ? `${userIdPrefix}${String(kept.value)}` : kept.value;
      Object.assign(row.known, { [name]: value });
      continue;
    }
    row.missing[name] = kept.missing;
    const isError = winner === undefined && (field.required || isFault);
    if (isError && field.onError === "row") row.lacking ??= `${name}: ${kept.missing}`;
    if (isError && field.onError === "run") row.failure ??= `${name}: ${kept.missing}`;
    // No default makes a person of nobody.
    if (field.fallback === undefined || name === "userId") continue;
    row.missing[name] = `${kept.missing}; the default stands in`;
    Object.assign(row.known, { [name]: field.fallback });
  }
  return row;
}

function readProtected(
  { name, field, material, index }: { name: SiteField; field: Field; material: RowMaterial; index: number },
  { site, options, policies }: Task,
): ReadField {
  const { now, salt = "", onAttempt } = options;
  const { outcome, winner, isFault } = readField({
    name,
    field,
    row: material,
    site,
    context: contextOf(site, now),
    isHidden: policies[name] !== undefined,
    onAttempt: onAttempt && ((attempt) => onAttempt({ row: index, field: name }, attempt)),
  });
  const found = winner !== undefined || sourcesOf(field).some((source) => isFound(source, material, site));
  return { outcome: protect(name, outcome, { policies, salt }), winner, isFault, found };
}

export function contextOf({ locale, timeZone }: Site, now: Date): TransformContext {
  return { now, locale, timeZone };
}

/** Each row of a page: elements with the item that belongs to them, or the items alone. */
function rowsOf(reading: PageReading, { site, options }: Task): RowMaterial[] {
  const { rows } = reading.capture;
  const found = findItems(site, reading);
  const absent = { missing: site.data === undefined ? "there is no data" : "none of the site's data came" };
  if (site.data !== undefined && site.rows === undefined)
    return (found?.items ?? []).map((value) => ({ cells: rows[0] ?? [], reading, item: { value } }));
  if (found === undefined) return rows.map((cells) => ({ cells, reading, item: absent }));

  const itemOf = byIdentity(found, site);
  const context = contextOf(site, options.now);
  return rows.map((cells) => {
    const row: RowMaterial = { cells, reading, item: { missing: "no item of data belongs to this row" } };
    const { outcome } = readField({ name: "userId", field: site.fields.userId!, row, site, context });
    const id = "value" in outcome ? String(outcome.value) : undefined;
    if (id !== undefined && itemOf.has(id)) row.item = { value: itemOf.get(id) };
    return row;
  });
}

/** Items that name nobody belong to no row. */
function byIdentity({ items, origin }: Items, site: Site): Map<string, unknown> {
  const by = site.data![origin]!.by!;
  return new Map(
    items.flatMap((item): [string, unknown][] => {
      const id = readPath(item, by);
      return typeof id === "string" || typeof id === "number" ? [[String(id), item]] : [];
    }),
  );
}

function toLoss(reasons: readonly (string | undefined)[]): Loss {
  return { count: reasons.length, reason: reasons[0] };
}

function cover(name: SiteField, { candidates }: Field, counted: readonly TypedRow[]): Coverage {
  const coverage: Coverage = { seen: 0, found: 0, winners: candidates.map(() => 0), reasons: {} };
  for (const { winners, missing, found } of counted) {
    const winner = winners[name];
    if (winner !== undefined) {
      coverage.seen += 1;
      coverage.winners[winner]! += 1;
    } else coverage.reasons[missing[name]!] = (coverage.reasons[missing[name]!] ?? 0) + 1;
    if (found.has(name)) coverage.found += 1;
  }
  const inOrder = Object.entries(coverage.reasons).toSorted(([, a], [, b]) => b - a);
  return { ...coverage, reasons: Object.fromEntries(inOrder) };
}
