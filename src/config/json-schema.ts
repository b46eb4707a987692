import { z } from "zod";
import { userEvent } from "../metric/event.ts";
import { meta } from "../metric/meta.ts";
import { userMetric } from "../metric/user-metric.ts";
import { site } from "../site/schema.ts";
import { config } from "./schema.ts";

/** As a person writes it, which is the input side; `flag`, `env` and `secret` are ours and stay out. */
function toJsonSchema(schema: z.ZodType): object {
  return z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override: ({ jsonSchema }) => {
      delete jsonSchema.flag;
      delete jsonSchema.env;
      delete jsonSchema.secret;
    },
  });
}

/** The formats that others write or read, as JSON Schema. */
export const jsonSchemas = {
  config: () => toJsonSchema(config),
  site: () => toJsonSchema(site),
  metric: () => toJsonSchema(userMetric),
  meta: () => toJsonSchema(meta),
  event: () => toJsonSchema(userEvent),
} as const;

export type SchemaName = keyof typeof jsonSchemas;
