import { z } from "zod";
import { userMetricFields, type UserMetricField } from "../metric/user-metric.ts";
import { selector } from "./selector.ts";
import { transforms, type TransformName } from "./transforms/index.ts";
import type { Transform } from "./transforms/transform.ts";

/** What a screen can say about a user. `timestamp` is ours: the moment of reading. */
export type SiteField = Exclude<UserMetricField, "timestamp">;

export const siteFields = userMetricFields.filter((name): name is SiteField => name !== "timestamp");

/** Where a field's raw text comes from. All are read in one evaluation of the page. */
export type Source =
  | { type: "text"; selector: string }
  | { type: "attribute"; name: string; selector: string | undefined }
  | { type: "count"; selector: string }
  | { type: "exists"; selector: string }
  | { type: "localStorage"; key: string }
  | { type: "sessionStorage"; key: string }
  | { type: "page"; fact: "url" | "title" | "visibility" }
  | { type: "from"; field: SiteField };

export interface TransformStep {
  name: TransformName;
  options: unknown;
}

/** One field of a site: where it is read, how its text becomes a value, what stands in when there is none. */
export interface Field {
  source: Source;
  steps: TransformStep[];
  /** Stands in for a missing value; the field still counts as missing. */
  fallback: unknown;
}

const bareNames = Object.entries<Transform>(transforms)
  .filter(([, { bare }]) => bare !== undefined)
  .map(([name]) => name);

const fallback = z
  .union([z.string(), z.number(), z.boolean(), z.array(z.string())])
  .meta({ description: "Stands in for a value that is missing; must be last, and never counts as seen" });

const bareStep = z.enum(bareNames, {
  error: ({ input }) => (String(input) in transforms ? `needs its options: write { ${String(input)}: … }` : undefined),
});

const optionSchemas = Object.entries<Transform>(transforms).map(
  ([name, { options, description }]) => [name, options.meta({ description })] as const,
);

const stepWithOptions = z
  .strictObject(
    Object.fromEntries(
      [...optionSchemas, ["default", fallback] as const].map(([name, schema]) => [name, z.exactOptional(schema)]),
    ),
  )
  .refine((entry) => Object.keys(entry).length === 1, {
    error: "must name exactly one transform; start the next with its own dash",
    when: ({ issues }) => issues.length === 0,
  });

const step = z
  .union([bareStep, stepWithOptions])
  .transform((entry) => (typeof entry === "string" ? { [entry]: optionsOfBare(entry) } : entry));

const transformList = z
  .array(step)
  .refine((steps) => !steps.slice(0, -1).some((entry) => "default" in entry), "default must be the last transform")
  .transform((steps) => ({
    steps: steps
      .flatMap((entry) => Object.entries(entry))
      .filter(([name]) => name !== "default")
      .map(toStep),
    fallback: (steps.at(-1) as { default?: unknown } | undefined)?.default,
  }))
  .prefault([])
  .meta({ description: "Steps from text to value, in order" });

const sourceKeys = ["text", "attribute", "count", "exists", "localStorage", "sessionStorage", "page", "from"] as const;

const fieldMap = z
  .strictObject({
    text: selector
      .optional()
      .meta({ description: "Text of the first match inside the row; `:scope` is the row itself" }),
    attribute: z.string().min(1).optional().meta({ description: "An attribute, of the row or of what `of` names" }),
    of: selector.optional().meta({ description: "The element whose `attribute` is read" }),
    count: selector.optional().meta({ description: "How many elements match inside the row" }),
    exists: selector.optional().meta({ description: "Whether an element matches inside the row" }),
    localStorage: z.string().min(1).optional().meta({ description: "A key of the page's localStorage" }),
    sessionStorage: z.string().min(1).optional().meta({ description: "A key of the page's sessionStorage" }),
    page: z.enum(["url", "title", "visibility"]).optional().meta({ description: "A fact about the page itself" }),
    from: z.enum(siteFields).optional().meta({ description: "Another field of the same row" }),
    transforms: transformList,
  })
  .superRefine(
    (field, context) => {
      const used = sourceKeys.filter((key) => field[key] !== undefined);
      if (used.length !== 1) {
        const found = used.length === 0 ? "has none" : `has ${used.join(" and ")}`;
        context.addIssue({ code: "custom", message: `must have exactly one of ${sourceKeys.join(", ")}; it ${found}` });
      } else if (field.of !== undefined && field.attribute === undefined) {
        context.addIssue({ code: "custom", path: ["of"], message: "goes with attribute only" });
      }
    },
    // The key that is unknown here may be the source, mistyped.
    { when: ({ issues }) => issues.length === 0 },
  );

/** In a selector file a field is a map, or a bare selector that stands for `text`. */
export const field = z
  .union([selector, fieldMap])
  .transform((written): Field => {
    if (typeof written === "string")
      return { source: { type: "text", selector: written }, steps: [], fallback: undefined };
    return { source: toSource(written), ...written.transforms };
  })
  .meta({ id: "Field", description: "How one field is read: a selector, or a map with one source" });

function toSource(written: z.output<typeof fieldMap>): Source {
  if (written.attribute !== undefined) return { type: "attribute", name: written.attribute, selector: written.of };
  if (written.count !== undefined) return { type: "count", selector: written.count };
  if (written.exists !== undefined) return { type: "exists", selector: written.exists };
  if (written.localStorage !== undefined) return { type: "localStorage", key: written.localStorage };
  if (written.sessionStorage !== undefined) return { type: "sessionStorage", key: written.sessionStorage };
  if (written.page !== undefined) return { type: "page", fact: written.page };
  if (written.from !== undefined) return { type: "from", field: written.from };
  return { type: "text", selector: written.text! };
}

function optionsOfBare(name: string): unknown {
  const { options, bare } = transforms[name as TransformName] as Transform;
  return options.parse(bare);
}

function toStep([name, options]: [string, unknown]): TransformStep {
  return { name: name as TransformName, options };
}
