import type { Privacy } from "../site/privacy.ts";
import type { Site } from "../site/schema.ts";
import { idsIn, isSpecific, lintSite } from "../site/lint.ts";
import { siteFields, type SiteField } from "../site/site-fields.ts";
import { sourcesOf } from "../site/field.ts";
import { describeSelector, type Selector } from "../site/selector.ts";
import { describeSource } from "../site/source.ts";
import type { Inspection } from "./in-page.ts";
import { fieldsOf, toReads } from "./plan.ts";
import { policiesOf } from "./privacy.ts";
import { describeCandidate } from "./read-field.ts";
import type { PageReading } from "./reading.ts";
import type { RunResult } from "./scrape.ts";
import type { VerdictName } from "./verdict.ts";

/** What a check says of a target: how well each field was read, and what is likely to go wrong. */
export interface TargetCheck {
  target: string;
  verdict: VerdictName;
  sentence: string;
  rows: number;
  /** The app's own total, where it states one. */
  claimed: number | undefined;
  pages: number;
  locale: string;
  timeZone: string;
  /** Of the last document. */
  url: string;
  title: string | undefined;
  status: number | undefined;
  fields: FieldCheck[];
  warnings: CheckWarning[];
  /** What is no fault, and worth a decision. */
  hints: string[];
}

export interface FieldCheck {
  field: SiteField;
  /** Rows in which it gave a value of its own: a default is none. */
  seen: number;
  rows: number;
  /** Its ways in their order, and in how many rows each gave the value. */
  ways: { source: string; won: number }[];
  privacy: Privacy;
  /** Why it is missing, most frequent first. */
  missing: { reason: string; rows: number }[];
}

export interface CheckWarning {
  /** The key of the selector file it is about; undefined: the whole run. */
  place: string | undefined;
  message: string;
}

/** Sums a run up for the writer of its selector file. Nothing that a policy hides is in it. Pure. */
export function inspectRun({ target, verdict, findings }: RunResult, site: Site): TargetCheck {
  const { rows, claimed, pages, url, title, status } = verdict.evidence;
  const fields = findings ? checkFields(site, findings.finding.extraction) : [];
  return {
    target,
    verdict: verdict.name,
    sentence: verdict.sentence,
    rows,
    claimed,
    pages,
    locale: site.locale,
    timeZone: site.timeZone,
    url,
    title,
    status,
    fields,
    warnings: [
      ...verdict.warnings.map((message) => ({ place: undefined, message })),
      ...fields.flatMap((field) => findStandIn(field, site)),
      ...(findings ? findAlwaysNone(site, findings.readings) : []),
      ...lintSite(site).map(({ place, selector, message }) => ({ place, message: `${selector} ${message}` })),
      ...(findings ? findAmbiguities(site, findings.readings) : []),
    ],
    hints: findUnsaidPrivacy(site),
  };
}

/** Who somebody is should be kept because it was decided, not because nobody thought of it. */
function findUnsaidPrivacy(site: Site): string[] {
  const policies = policiesOf(site);
  const unsaid = (["userName", "email"] as const).filter(
    (name) =>
      site.fields[name] !== undefined && site.fields[name].privacy === undefined && policies[name] === undefined,
  );
  if (unsaid.length === 0) return [];
  const are = unsaid.length === 1 ? "is kept as it is" : "are kept as they are";
  return [`${unsaid.join(" and ")} ${are}, since privacy says nothing of it: say keep, mask, hash or drop`];
}

type Extraction = NonNullable<RunResult["findings"]>["finding"]["extraction"];

function checkFields(site: Site, { coverage, rows }: Extraction): FieldCheck[] {
  const policies = policiesOf(site);
  return fieldsOf(site).map(([field, { candidates }]) => {
    const { seen, winners, reasons } = coverage[field]!;
    return {
      field,
      seen,
      rows,
      ways: candidates.map((candidate, way) => ({ source: describeCandidate(candidate), won: winners[way]! })),
      privacy: policies[field] ?? "keep",
      missing: Object.entries(reasons)
        .map(([reason, count]) => ({ reason, rows: count }))
        .toSorted((a, b) => b.rows - a.rows),
    };
  });
}

/** A default in every row looks like data. */
function findStandIn({ field, seen, rows }: FieldCheck, site: Site): CheckWarning[] {
  if (rows === 0 || seen > 0 || site.fields[field]!.fallback === undefined) return [];
  return [
    { place: `fields.${field}`, message: `was read in none of ${countRows(rows)}: only its default stands there` },
  ];
}

/** What counts matches says “no” of everybody just as calmly when its selector no longer fits. */
function findAlwaysNone(site: Site, readings: readonly PageReading[]): CheckWarning[] {
  const { slots } = toReads(site);
  const counts = readings.flatMap(({ capture }) => capture.inspection?.counts ?? []);
  if (counts.length === 0) return [];
  return siteFields.flatMap((field) =>
    sourcesOf(site.fields[field]).flatMap((source) => {
      const slot = slots.get(source);
      const isCounted = source.type === "element" && /^(exists|count|matches)$/.test(source.read.type);
      if (!isCounted || slot?.list !== "row" || counts.some((row) => row[slot.index]! > 0)) return [];
      const message = `${describeSource(source)} matches in none of ${countRows(counts.length)}: either that is so, or it no longer fits`;
      return [{ place: `fields.${field}`, message }];
    }),
  );
}

/** What the page holds beside what a selector means. Of the pages of a list the first that shows it. */
function findAmbiguities(site: Site, readings: readonly PageReading[]): CheckWarning[] {
  const inspected = readings.flatMap(({ capture }) => (capture.inspection ? [capture.inspection] : []));
  const warnings = siteFields.flatMap((field) =>
    ownSelectors(site, field).flatMap(({ selector, index }) =>
      firstOf(inspected, (inspection) => [
        ...findStrays(selector, index, inspection),
        ...findDuplicates(selector, inspection),
      ]).map((message) => ({ place: `fields.${field}`, message })),
    ),
  );
  const ofRows = (site.rows ?? []).flatMap((selector) =>
    firstOf(inspected, (inspection) => findDuplicates(selector, inspection)).map((message) => ({
      place: "rows",
      message,
    })),
  );
  return [...ofRows, ...warnings];
}

function firstOf(inspected: readonly Inspection[], find: (inspection: Inspection) => string[]): string[] {
  return inspected.map(find).find((messages) => messages.length > 0) ?? [];
}

/** The selectors of a field that are looked for inside each row. */
function ownSelectors(site: Site, field: SiteField): { selector: Selector; index: number }[] {
  const { slots } = toReads(site);
  return sourcesOf(site.fields[field]).flatMap((source) => {
    const slot = slots.get(source);
    const isOwn = source.type === "element" && source.scope.type === "row" && slot?.list === "row";
    return isOwn && source.selector ? [{ selector: source.selector, index: slot.index }] : [];
  });
}

/** Elements outside the rows that look like those inside: perhaps rows that `rows` leaves out. */
function findStrays(selector: Selector, index: number, { counts, inDocument }: Inspection): string[] {
  const inRows = counts.reduce((sum, row) => sum + row[index]!, 0);
  const strays = inDocument[index]! - inRows;
  if (inRows === 0 || strays <= 0 || !isSpecific(selector)) return [];
  return [
    `${describeSelector(selector)} matches ${inDocument[index]} in the document and ${inRows} in ${countRows(counts.length)}: perhaps “rows” leaves some out`,
  ];
}

function findDuplicates(selector: Selector, { duplicateIds }: Inspection): string[] {
  return idsIn(selector)
    .filter((id) => duplicateIds.includes(id))
    .map(
      (id) =>
        `${describeSelector(selector)} hangs on the id “${id}”, which stands on several elements of the page: name one of them by something else`,
    );
}

function countRows(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}
