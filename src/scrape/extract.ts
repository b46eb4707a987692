import { explainIssue } from "../document/explain.ts";
import type { Observation } from "../metric/observation.ts";
import { userMetric, type UserMetric } from "../metric/user-metric.ts";
import type { Field, SiteField, Source, TransformStep } from "../site/field.ts";
import type { Site } from "../site/schema.ts";
import { transforms } from "../site/transforms/index.ts";
import type { Outcome, Transform, TransformContext } from "../site/transforms/transform.ts";
import type { Capture, Raw } from "./in-page.ts";
import { toPlan, type Slot } from "./plan.ts";

/** What a capture says once it is typed. */
export interface Extraction {
  observations: Observation[];
  /** Rows that gave no userId, with the reason of the first. */
  withoutId: { count: number; reason: string | undefined };
  /** userIds that stood in more than one row; the first row counts. */
  repeated: string[];
  /** In how many rows each field's source was found. */
  found: Partial<Record<SiteField, number>>;
}

/** Turns raw strings into observations: known values, and for each other field the reason. Pure. */
export function extract(capture: Capture, site: Site, now: Date): Extraction {
  const { slots } = toPlan(site);
  const extraction: Extraction = {
    observations: [],
    withoutId: { count: 0, reason: undefined },
    repeated: [],
    found: {},
  };
  const seen = new Set<string>();

  for (const cells of capture.rows) {
    const { known, missing } = readRow(site, { cells, page: capture.page }, slots, {
      now,
      locale: "en-US",
      timeZone: "UTC",
    });
    for (const name of Object.keys(slots) as SiteField[])
      if (rawOf(slots[name]!, { cells, page: capture.page }) !== null)
        extraction.found[name] = (extraction.found[name] ?? 0) + 1;

    const { userId } = known;
    if (userId === undefined || missing.userId !== undefined) {
      extraction.withoutId.count += 1;
      extraction.withoutId.reason ??= missing.userId;
    } else if (seen.has(userId)) {
      extraction.repeated.push(userId);
    } else {
      seen.add(userId);
      extraction.observations.push({ known: { ...known, userId }, missing });
    }
  }

  return extraction;
}

interface RawRow {
  cells: Raw[];
  page: Raw[];
}

function readRow(site: Site, row: RawRow, slots: Partial<Record<SiteField, Slot>>, context: TransformContext) {
  const known: Partial<UserMetric> = {};
  const missing: Observation["missing"] = {};

  for (const [name, field] of Object.entries(site.fields) as [SiteField, Field][]) {
    const origin = field.source.type === "from" ? field.source.field : name;
    const source = site.fields[origin]!.source;
    const outcome = readField(name, field, toText(rawOf(slots[origin]!, row), source), context);

    if ("value" in outcome) {
      Object.assign(known, { [name]: outcome.value });
      continue;
    }
    missing[name] = field.fallback === undefined ? outcome.missing : `${outcome.missing}; the default stands in`;
    if (field.fallback !== undefined) Object.assign(known, { [name]: field.fallback });
  }

  return { known, missing };
}

function rawOf({ list, index }: Slot, row: RawRow): Raw {
  return (list === "row" ? row.cells[index] : row.page[index]) ?? null;
}

/** Raw text without what no eye sees: marks of direction, soft hyphens, runs of white space. Joiners shape the text and stay. */
function toText(raw: Raw, source: Source): Outcome {
  if (raw === null) return { missing: `${describeSource(source)} matched nothing` };
  if (raw === false) return { missing: `${describeSource(source)} is not set` };
  if (source.type === "localStorage" || source.type === "sessionStorage") return { value: raw };

  const text = raw
    .replaceAll(/[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return text === "" ? { missing: `${describeSource(source)} is empty` } : { value: text };
}

/** A source as reasons name it. */
function describeSource(source: Source): string {
  switch (source.type) {
    case "attribute":
      return source.selector === undefined
        ? `attribute ${source.name}`
        : `attribute ${source.name} of ${source.selector}`;
    case "localStorage":
    case "sessionStorage":
      return `${source.type} ${source.key}`;
    case "page":
      return `the page's ${source.fact}`;
    case "from":
      return source.field;
    default:
      return source.selector;
  }
}

function readField(name: SiteField, field: Field, raw: Outcome, context: TransformContext): Outcome {
  const typed = field.steps.reduce((outcome, step) => apply(step, outcome, context), raw);
  return "missing" in typed ? typed : conform(name, typed.value, context);
}

function apply({ name, options }: TransformStep, outcome: Outcome, context: TransformContext): Outcome {
  return "missing" in outcome ? outcome : (transforms[name] as Transform).apply(outcome.value, options, context);
}

const impliedStep: Partial<Record<SiteField, TransformStep>> = {};
for (const name of [
  "sessionDuration",
  "pageViews",
  "clickCount",
  "scrollDepth",
  "eventsTriggered",
  "queriesRun",
  "reportsCreated",
  "dashboardsViewed",
] as const)
  impliedStep[name] = { name: "number", options: {} };
impliedStep.isActive = { name: "boolean", options: transforms.boolean.options.parse({}) };
impliedStep.lastActionTime = { name: "date", options: "iso" };

/** Text in a field of another type takes the plain transform of that type; whatever comes out must fit the metric. */
function conform(name: SiteField, value: unknown, context: TransformContext): Outcome {
  const implied = typeof value === "string" ? impliedStep[name] : undefined;
  const outcome = implied ? apply(implied, { value }, context) : { value };
  if ("missing" in outcome) return outcome;

  const whole = toFieldShape(name, outcome.value);
  const parsed = userMetric.shape[name].safeParse(whole, { error: explainIssue });
  if (parsed.success) return { value: parsed.data };
  return { missing: `${JSON.stringify(whole)?.slice(0, 60)} does not fit: ${parsed.error.issues[0]!.message}` };
}

/** A number's text is an id, and a feature is named once. */
function toFieldShape(name: SiteField, value: unknown): unknown {
  if (name === "userId" && typeof value === "number") return String(value);
  return name === "featuresUsed" && Array.isArray(value) ? [...new Set(value)] : value;
}
