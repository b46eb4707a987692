import { explainIssue } from "../document/explain.ts";
import { userMetric } from "../metric/user-metric.ts";
import { fillTemplate, templateParts, type Candidate, type Field, type Join } from "../site/field.ts";
import type { Site } from "../site/schema.ts";
import type { SiteField } from "../site/site-fields.ts";
import { describeSource } from "../site/source.ts";
import type { TransformStep } from "../site/transform-steps.ts";
import { transforms } from "../site/transforms/index.ts";
import { quoted, type Outcome, type Transform, type TransformContext } from "../site/transforms/transform.ts";
import { readSource, type Said } from "./read-source.ts";
import type { RowMaterial } from "./reading.ts";

/** What was done to read a field by one of its ways. */
export interface Attempt {
  source: string;
  /** What the source said. */
  raw: Said;
  steps: { name: string; options: unknown; outcome: Outcome }[];
  outcome: Outcome;
}

export interface FieldReading {
  outcome: Outcome;
  /** Which way gave the value, from 0; undefined where none did. */
  winner: number | undefined;
  /** Whether the page said something that could not be read, rather than nothing. */
  isFault: boolean;
}

export interface FieldRequest {
  name: SiteField;
  field: Field;
  row: RowMaterial;
  site: Site;
  context: TransformContext;
  /** Whether reasons must not quote the page, since a policy hides what it says here. */
  isHidden?: boolean | undefined;
  /** Gets every attempt, for people who want to know why. */
  onAttempt?: ((attempt: Attempt) => void) | undefined;
}

/** Reads one field of one row: its ways in their order, until one gives a value that fits the metric. */
export function readField(request: FieldRequest): FieldReading {
  const { field, onAttempt } = request;
  let reading: FieldReading | undefined;

  for (const [way, candidate] of field.candidates.entries()) {
    const attempt = tryCandidate(candidate, request);
    onAttempt?.(attempt);
    if (reading?.winner === undefined) reading = better(reading, toReading(attempt, way));
    if (reading.winner !== undefined && !onAttempt) break;
  }
  return reading!;
}

function toReading({ raw, outcome }: Attempt, way: number): FieldReading {
  if ("value" in outcome) return { outcome, winner: way, isFault: false };
  return { outcome, winner: undefined, isFault: "value" in raw || raw.isFault === true };
}

/** Of two ways without a value the first is the one that is meant, unless only the other met something unreadable. */
function better(earlier: FieldReading | undefined, later: FieldReading): FieldReading {
  if (earlier === undefined || later.winner !== undefined) return later;
  return later.isFault && !earlier.isFault ? later : earlier;
}

function tryCandidate({ source, steps }: Candidate, request: FieldRequest): Attempt {
  const taken: Attempt["steps"] = [];
  const raw = source.type === "join" ? readJoin(source, request) : readSource(source, request.row, request.site);
  const typed = applySteps(steps, raw, request, taken);
  const outcome = "missing" in typed ? typed : conform(typed.value, request, taken);
  return { source: describeCandidate({ source, steps }), raw, steps: taken, outcome };
}

export function describeCandidate({ source }: Candidate): string {
  return source.type === "join" ? `the template “${source.template}”` : describeSource(source);
}

function readJoin({ template, parts }: Join, request: FieldRequest): Said {
  const values: Record<string, string> = {};
  for (const { name, optional } of templateParts(template)) {
    const { source, steps } = parts[name]!;
    const raw = source.type === "join" ? readJoin(source, request) : readSource(source, request.row, request.site);
    const outcome = applySteps(steps, raw, request);
    if ("value" in outcome) values[name] = String(outcome.value);
    else if (!optional)
      return {
        missing: `{${name}} is missing: ${outcome.missing}`,
        isFault: "value" in raw || raw.isFault === true,
      };
  }
  const text = fillTemplate(template, values).replaceAll(/\s+/g, " ").trim();
  return Object.keys(values).length === 0 ? { missing: `every part of “${template}” is missing` } : { value: text };
}

function applySteps(
  steps: readonly TransformStep[],
  raw: Outcome,
  request: FieldRequest,
  taken?: Attempt["steps"],
): Outcome {
  let outcome = raw;
  for (const step of steps) {
    if ("missing" in outcome) return outcome;
    outcome = apply(step, outcome.value, request);
    taken?.push({ ...step, outcome });
  }
  return outcome;
}

function apply({ name, options }: TransformStep, value: unknown, { context, isHidden }: FieldRequest): Outcome {
  const outcome = (transforms[name] as Transform).apply(value, options, context);
  if ("value" in outcome || !isHidden) return outcome;
  return { missing: `${name} cannot read it, and its privacy policy hides what it says` };
}

/** What text is taken through in a field that holds no text; the same as the bare name written last in `transforms`. */
const impliedStep: Partial<Record<SiteField, TransformStep>> = {
  sessionDuration: bareStep("duration"),
  pageViews: bareStep("number"),
  clickCount: bareStep("number"),
  scrollDepth: bareStep("percent"),
  featuresUsed: bareStep("split"),
  featureTime: bareStep("json"),
  eventsTriggered: bareStep("number"),
  queriesRun: bareStep("number"),
  reportsCreated: bareStep("number"),
  dashboardsViewed: bareStep("number"),
  isActive: bareStep("boolean"),
  lastActionTime: bareStep("date"),
};

function bareStep(name: TransformStep["name"]): TransformStep {
  const { options, bare } = transforms[name] as Transform;
  return { name, options: options.parse(bare) };
}

/** As the `date` transform writes it: nothing more is to be read there. */
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Text in a field of another type takes the plain transform of that type; whatever comes out must fit the metric. */
function conform(value: unknown, request: FieldRequest, taken: Attempt["steps"]): Outcome {
  const { name, isHidden } = request;
  const implied = typeof value === "string" && !isoTime.test(value) ? impliedStep[name] : undefined;
  const outcome = implied ? apply(implied, value, request) : { value };
  if (implied) taken.push({ name: `${implied.name} (by the field's type)`, options: undefined, outcome });
  if ("missing" in outcome) return outcome;

  const whole = toFieldShape(name, outcome.value);
  const parsed = userMetric.shape[name].safeParse(whole, { error: explainIssue });
  if (parsed.success) return { value: parsed.data };
  if (isHidden) return { missing: `it does not fit ${name}, and its privacy policy hides what it says` };
  return { missing: `${quoted(toShown(whole))} does not fit: ${parsed.error.issues[0]!.message}` };
}

function toShown(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? typeof value);
}

/** A number's text is an id, and a feature is named once. */
function toFieldShape(name: SiteField, value: unknown): unknown {
  if (texts.has(name) && typeof value === "number") return String(value);
  return name === "featuresUsed" && Array.isArray(value) ? [...new Set(value)] : value;
}

const texts = new Set<SiteField>(["userId", "userName", "company", "activeFeature", "lastAction"]);
