import { z } from "zod";
import { identifier, isPlain, longestIdentifier } from "./identifier.ts";
import type { UserMetric } from "./user-metric.ts";

/** What travels beside a metric, never inside it. */
export const meta = z
  .object({
    id: identifier.meta({ description: "Identifies this record; a repeated id is a repeated delivery" }),
    source: z
      .string()
      .max(longestIdentifier, "must be at most 1,024 characters long")
      .refine(isPlain, "must be well-formed text without control characters")
      .meta({ description: "The target or sender the record came from" }),
    missing: z
      .record(z.string(), z.string())
      .meta({ description: "Fields that were not seen, each with the reason; they are neutral in the metric" }),
    derived: z.array(z.string()).meta({ description: "Fields that were worked out rather than seen" }),
  })
  .meta({ id: "Meta", description: "What travels beside a metric." });

export type Meta = z.infer<typeof meta>;

/** A metric with what is known about it: the unit that sinks, hub and store handle. */
export interface MetricRecord {
  metric: UserMetric;
  meta: Meta;
}
