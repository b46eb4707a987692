import { z } from "zod";
import { closedMap } from "./closed-map.ts";
import { privacy, type Privacy } from "./privacy.ts";
import { selector, type WrittenSelector } from "./selector.ts";
import { findSourceFault, sourceShape, toSource, type Source, type WrittenSource } from "./source.ts";
import { transformList, type TransformStep } from "./transform-steps.ts";

/** Several sources put together by a template: `{first} {last?}`. A part with `?` may be missing. */
export interface Join {
  type: "join";
  template: string;
  parts: Readonly<Record<string, Candidate>>;
}

/** One way to read a field. */
export interface Candidate {
  source: Source | Join;
  steps: TransformStep[];
}

/** What an error of a field does: nothing but being named, the loss of its row, or the end of the run's success. */
export type OnError = "missing" | "row" | "run";

/** One field of a site: the ways to read it in their order, and what becomes of a value or of its lack. */
export interface Field {
  /** The first that gives a value wins. */
  candidates: Candidate[];
  /** Whether being missing is an error too; else only text that cannot be read, and a wrong number of matches. */
  required: boolean;
  onError: OnError;
  privacy: Privacy | undefined;
  /** Stands in for a missing value; the field still counts as missing. */
  fallback: unknown;
}

/** Every source of a field, those of joined parts included. */
export function sourcesOf(field: Partial<Field> | null | undefined): Source[] {
  return (field?.candidates ?? []).flatMap(sourcesOfCandidate);
}

function sourcesOfCandidate({ source }: Candidate): Source[] {
  return source.type === "join" ? Object.values(source.parts).flatMap(sourcesOfCandidate) : [source];
}

const placeholder = /\{(\w+)(\??)\}/g;

/** The parts that a template names, in order. */
export function templateParts(template: string): { name: string; optional: boolean }[] {
  return [...template.matchAll(placeholder)].map(([, name, mark]) => ({ name: name!, optional: mark === "?" }));
}

export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(placeholder, (_whole, name: string) => values[name] ?? "");
}

/** Checks look at maps whose single keys are right: an unknown key may be the very one that is missing, mistyped. */
const whenKeysAreRight = { when: ({ issues }: { issues: readonly unknown[] }) => issues.length === 0 };

type Report = (path: string[], message: string) => void;

const reporter =
  (context: { addIssue(issue: { code: "custom"; path: string[]; message: string }): void }): Report =>
  (path, message) =>
    context.addIssue({ code: "custom", path, message });

const simple = closedMap({ ...sourceShape, transforms: transformList }).superRefine(
  (written, context) => checkSource(written, reporter(context)),
  whenKeysAreRight,
);

const bare = selector.transform((written): Candidate => ({
  source: {
    type: "element",
    scope: { type: "row" },
    selector: written,
    read: { type: "text" },
    cardinality: undefined,
  },
  steps: [],
}));

const part = z
  .union([bare, simple.transform((written) => ({ source: toSource(written), steps: written.transforms.steps }))])
  .meta({ id: "Part", description: "A part of a joined field: a selector, or a map with one source" });

const joinShape = {
  join: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "A template of `parts`: `{first} {last?}`, where `?` marks a part that may be missing" }),
  parts: z.record(z.string().regex(/^\w+$/, "may have letters, digits and underscore"), part).optional().meta({
    description: "The parts of `join` by name",
  }),
} as const;

const alternativeMap = closedMap({ ...sourceShape, ...joinShape, transforms: transformList }).superRefine(
  (written, context) => checkSourceOrJoin(written, reporter(context)),
  whenKeysAreRight,
);

const alternative = z
  .union([
    bare.transform((candidate) => ({ candidate, fallback: undefined as unknown })),
    alternativeMap.transform((written) => ({ candidate: toCandidate(written), fallback: written.transforms.fallback })),
  ])
  .meta({ id: "Alternative", description: "One way to read a field: a selector, or a map with one source" });

type Alternative = z.output<typeof alternative>;

const alternatives = z
  .array(alternative)
  .min(1)
  .refine(
    (list) => list.slice(0, -1).every(({ fallback }) => fallback === undefined),
    "only the last may have a default: it ends the search",
  );

const whole = closedMap({
  ...sourceShape,
  ...joinShape,
  first: alternatives.optional().meta({ description: "Ways to read the field; the first that gives a value wins" }),
  transforms: transformList,
  required: z.boolean().default(false).meta({ description: "Whether it is an error when the field is missing" }),
  onError: z.enum(["missing", "row", "run"]).optional().meta({
    description:
      "What an error does: `missing` names it, `row` leaves the row out (the run is partial), `run` fails the run. `row` where required, else `missing`",
  }),
  privacy: privacy.optional(),
}).superRefine((written, context) => {
  const report = reporter(context);
  if (written.first === undefined) return checkSourceOrJoin(written, report);
  const {
    first: _first,
    transforms: _transforms,
    required: _required,
    onError: _onError,
    privacy: _,
    ...rest
  } = written;
  const others = Object.keys(rest).filter((key) => rest[key as keyof typeof rest] !== undefined);
  if (others.length > 0) report([others[0]!], "belongs into the entries of first");
}, whenKeysAreRight);

const written = z
  .union([
    bare.transform((candidate) => toField([{ candidate, fallback: undefined }])),
    alternatives.transform((list) => toField(list)),
    whole.transform((written): Field => {
      const shared = written.transforms;
      const ways = written.first ?? [{ candidate: toCandidate(written), fallback: shared.fallback }];
      return { ...toField(ways, shared), ...toPolicy(written) };
    }),
  ])
  .meta({ id: "Field", description: "How one field is read: a selector, a list of ways, or a map with one source" });

/** In a selector file a field is a selector, a list of ways to read it, or a map. */
export const field: z.ZodType<Field, WrittenField> = written;
export type WrittenField = WrittenSelector | (WrittenSelector | WrittenAlternative)[] | WrittenFieldMap;
/** Interfaces, since declarations name them instead of writing them out for every field. */
export interface WrittenAlternative extends z.input<typeof alternativeMap> {}
export interface WrittenFieldMap extends z.input<typeof whole> {}

function toField(
  ways: Alternative[],
  shared: z.output<typeof transformList> = { steps: [], fallback: undefined },
): Field {
  return {
    candidates: ways.map(({ candidate: { source, steps } }) => ({
      source,
      steps: steps.length > 0 ? steps : shared.steps,
    })),
    required: false,
    onError: "missing",
    privacy: undefined,
    fallback: ways.at(-1)!.fallback ?? shared.fallback,
  };
}

function toPolicy({
  required,
  onError,
  privacy,
}: z.output<typeof whole>): Pick<Field, "required" | "onError" | "privacy"> {
  return { required, onError: onError ?? (required ? "row" : "missing"), privacy };
}

function toCandidate(written: z.output<typeof alternativeMap>): Candidate {
  const { steps } = written.transforms;
  if (written.join === undefined) return { source: toSource(written), steps };
  return { source: { type: "join", template: written.join, parts: written.parts ?? {} }, steps };
}

function checkSource(written: Partial<WrittenSource>, report: Report): void {
  const fault = findSourceFault(written);
  if (fault) report(fault.path, fault.message);
}

type WrittenJoin = Partial<WrittenSource> & { join?: string | undefined; parts?: object | undefined };

function checkSourceOrJoin(written: WrittenJoin, report: Report): void {
  const { join, parts = {}, ...source } = written;
  if (join === undefined && written.parts !== undefined) return report(["parts"], "goes with join only");
  if (join === undefined) return checkSource(source, report);

  const others = Object.keys(sourceShape).filter((key) => source[key as keyof WrittenSource] !== undefined);
  if (others.length > 0) return report([others[0]!], "belongs into the parts of join");

  const named = templateParts(join);
  const unknown = named.find(({ name }) => !(name in parts));
  if (named.length === 0) report(["join"], "names no part: write {name}");
  if (unknown) report(["join"], `names {${unknown.name}}, which is not among the parts`);
  const unused = Object.keys(parts).find((name) => named.every((one) => one.name !== name));
  if (unused !== undefined) report(["parts", unused], "is not named in join");
}
