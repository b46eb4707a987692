import { z } from "zod";
import { closedMap } from "./closed-map.ts";
import { transforms, type TransformName } from "./transforms/index.ts";
import type { Transform } from "./transforms/transform.ts";

export interface TransformStep {
  name: TransformName;
  options: unknown;
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

const stepWithOptions = closedMap(
  Object.fromEntries(
    [...optionSchemas, ["default", fallback] as const].map(([name, schema]) => [name, z.exactOptional(schema)]),
  ),
).refine((entry) => Object.keys(entry).length === 1, {
  error: "must name exactly one transform; start the next with its own dash",
  when: ({ issues }) => issues.length === 0,
});

const step = z
  .union([bareStep, stepWithOptions])
  .transform((entry) => (typeof entry === "string" ? { [entry]: optionsOfBare(entry) } : entry));

/** Steps from text to value as they stand in a selector file; `default`, always last, is kept apart. */
export const transformList = z
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

function optionsOfBare(name: string): unknown {
  const { options, bare } = transforms[name as TransformName] as Transform;
  return options.parse(bare);
}

function toStep([name, options]: [string, unknown]): TransformStep {
  return { name: name as TransformName, options };
}
