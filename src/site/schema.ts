import { z } from "zod";
import { duration } from "../duration.ts";
import { userMetric } from "../metric/user-metric.ts";
import { field, siteFields, type Field, type SiteField } from "./field.ts";
import { selector } from "./selector.ts";

type Fields = Partial<Record<SiteField, Field>>;

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
  }, whenMap)
  .meta({ description: "The fields of a UserMetric that this screen shows" });

/** Fields that are read `from` one that is absent or takes its own text from elsewhere. */
function findLooseReferences(fields: Fields): SiteField[] {
  // A field with errors of its own stands here as it was written, without `source`.
  const sourceOf = (name: SiteField): Field["source"] | undefined =>
    (fields[name] as Partial<Field> | null | undefined)?.source;
  return siteFields.filter((name) => {
    const source = sourceOf(name);
    return source?.type === "from" && (!(source.field in fields) || sourceOf(source.field)?.type === "from");
  });
}

/** Defaults that would make a metric no metric, with their place among the transforms: always the last. */
function findUnfitDefaults(fields: Fields): { name: SiteField; index: number }[] {
  return (Object.entries(fields) as [SiteField, Partial<Field> | null][]).flatMap(([name, field]) => {
    if (field?.steps === undefined || field.fallback === undefined) return [];
    return userMetric.shape[name]?.safeParse(field.fallback).success ? [] : [{ name, index: field.steps.length }];
  });
}

const ready = z
  .strictObject({
    rows: z.int().nonnegative().default(1).meta({ description: "Rows that must be there" }),
    selector: selector.optional().meta({ description: "An element that must be there" }),
    timeout: duration.prefault("10s").meta({ description: "How long to wait before judging what is there" }),
  })
  .prefault({})
  .meta({ description: "What to wait for after the page was opened" });

/** One screen of one app: where the rows are and how each field is read. Data only, safe to share and to run. */
export const site = z
  .strictObject({
    version: z.literal(1).meta({ description: "Version of this format" }),
    description: z.string().optional().meta({ description: "What the screen is, for people" }),
    path: z.string().optional().meta({ description: "Address of the screen, resolved against the target's url" }),
    rows: selector.optional().meta({ description: "One element a user; left out, the page is one row" }),
    empty: selector.optional().meta({ description: "The element that proves an empty list" }),
    ready,
    fields,
  })
  .meta({ id: "Site", description: "A selector file: one screen of one app." });

export type Site = z.output<typeof site>;
