import { z } from "zod";
import { userMetric } from "../metric/user-metric.ts";
import { claims } from "./claims.ts";
import { field, sourcesOf, type Field } from "./field.ts";
import { login } from "./login.ts";
import { pages } from "./pages.ts";
import { findPrivacyFault } from "./privacy.ts";
import { ready } from "./ready.ts";
import { data, repeats, rows } from "./rows.ts";
import { selector } from "./selector.ts";
import { siteFields, type SiteField } from "./site-fields.ts";
import type { Source } from "./source.ts";
import { stepList } from "./steps.ts";
import { locale, timeZone } from "./tongue.ts";
import { walls } from "./walls.ts";

/** A field with errors of its own stands here as it was written. */
type WrittenFields = Partial<Record<SiteField, Partial<Field> | null>>;

/** The checks look at any map, so that they speak up beside the errors of single fields, not after them. */
const whenMap = {
  when: ({ value }: { value: unknown }) => typeof value === "object" && value !== null && !Array.isArray(value),
};

const fields = z
  .strictObject(
    Object.fromEntries(siteFields.map((name) => [name, z.exactOptional(field)])) as Record<
      SiteField,
      z.ZodExactOptional<typeof field>
    >,
  )
  .refine((read) => "userId" in read, {
    error: "userId is required; where the screen has no id, write userId: { from: userName }",
    ...whenMap,
  })
  .superRefine((read, context) => {
    for (const name of findLooseReferences(read))
      context.addIssue({
        code: "custom",
        path: [name, "from"],
        message: "must name a field that is read from the page here",
      });
    for (const { name, index } of findUnfitDefaults(read))
      context.addIssue({
        code: "custom",
        path: [name, "transforms", index, "default"],
        message: `is not what ${name} holds`,
      });
    for (const [name, field] of Object.entries(read) as [SiteField, Partial<Field> | null | undefined][]) {
      const fault = field?.privacy && findPrivacyFault(name, field.privacy);
      if (fault) context.addIssue({ code: "custom", path: [name, "privacy"], message: fault });
    }
  }, whenMap)
  .meta({ description: "The fields of a UserMetric that this screen shows" });

/** Fields that are read `from` one that is absent or takes its own text from elsewhere. */
function findLooseReferences(fields: WrittenFields): SiteField[] {
  const originsOf = (name: SiteField): SiteField[] => sourcesOf(fields[name]).flatMap(toOrigin);
  return siteFields.filter((name) =>
    originsOf(name).some((origin) => !(origin in fields) || originsOf(origin).length > 0),
  );
}

function toOrigin(source: Source): SiteField[] {
  return source.type === "from" ? [source.field] : [];
}

/** Defaults that would make a metric no metric, with their place among the transforms: always the last. */
function findUnfitDefaults(fields: WrittenFields): { name: SiteField; index: number }[] {
  return (Object.entries(fields) as [SiteField, Partial<Field> | null][]).flatMap(([name, field]) => {
    if (field?.candidates === undefined || field.fallback === undefined) return [];
    const index = field.candidates.at(-1)!.steps.length;
    return userMetric.shape[name]?.safeParse(field.fallback).success ? [] : [{ name, index }];
  });
}

/** One screen of one app: where the rows are and how each field is read. Data only, safe to share and to run. */
export const site = z
  .strictObject({
    version: z.literal(1).meta({ description: "Version of this format" }),
    description: z.string().optional().meta({ description: "What the screen is, for people" }),
    path: z.string().optional().meta({ description: "Address of the screen, resolved against the target's url" }),
    locale: locale.prefault("en-US"),
    timeZone: timeZone.prefault("UTC"),
    login: login.optional(),
    steps: stepList.prefault([]),
    ready,
    rows: rows.optional(),
    data: data.optional(),
    repeats: repeats.optional(),
    empty: selector.optional().meta({ description: "The element that proves an empty list" }),
    claims: claims.optional(),
    walls,
    pages: pages.optional(),
    fields,
  })
  .superRefine((read, context) => {
    if (read.repeats === "newest" && read.fields?.lastActionTime === undefined)
      context.addIssue({ code: "custom", path: ["repeats"], message: "newest needs lastActionTime among the fields" });
    for (const fault of [...findDataFaults(read), ...findListFaults(read)])
      context.addIssue({ code: "custom", ...fault });
  }, whenMap)
  .meta({ id: "Site", description: "A selector file: one screen of one app." });

export type Site = z.output<typeof site>;

function findDataFaults({ rows, data, fields }: Partial<Site>): { path: PropertyKey[]; message: string }[] {
  const readsItems = (name: SiteField): boolean => sourcesOf(fields?.[name]).some(({ type }) => type === "item");
  const reading = siteFields.find(readsItems);
  if (data === undefined)
    return reading ? [{ path: ["fields", reading, "json"], message: "reads an item, but there is no data" }] : [];
  if (rows === undefined) return [];
  const unjoined = Array.isArray(data) ? data.findIndex(({ by }) => by === undefined) : -1;
  return unjoined === -1
    ? []
    : [{ path: ["data"], message: "needs by: the place of the userId, to join items with rows" }];
}

/** Of a page that is one user nothing can be empty, more or counted. */
function findListFaults(read: Partial<Site>): { path: PropertyKey[]; message: string }[] {
  if (read.rows !== undefined || read.data !== undefined) return [];
  return (["empty", "claims", "pages"] as const)
    .filter((key) => read[key] !== undefined)
    .map((key) => ({ path: [key], message: "needs rows or data: without them the page is one user" }));
}
