import { z } from "zod";
import { userEvent } from "../../metric/event.ts";
import { scraperRecord } from "../../metric/inbound/scraper.ts";
import { meta } from "../../metric/meta.ts";
import { runReport } from "../../metric/run-report.ts";
import { userMetric } from "../../metric/user-metric.ts";

/** A JSON Schema, as OpenAPI 3.1 takes it whole. */
export type Schema = Record<string, unknown>;

/** What may be sent, which is more than what comes out of reading it. */
export function toSchema(schema: z.ZodType): Schema {
  const {
    $schema: _,
    $defs,
    ...json
  } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    // The format says it, and is shorter by 300 characters.
    override: ({ jsonSchema }) => void (jsonSchema.format === "date-time" && delete jsonSchema.pattern),
  }) as Schema;
  // A schema with a name of its own comes as a reference to itself.
  return $defs === undefined ? json : Object.values($defs as Record<string, Schema>)[0]!;
}

export const text = { type: "string" };
export const time = { type: "string", format: "date-time" };
export const count = { type: "integer", minimum: 0 };
export const yes = { const: true };
const truth = { type: "boolean" };

export function list(items: Schema): Schema {
  return { type: "array", items };
}

export function object(properties: Record<string, Schema>, optional: Record<string, Schema> = {}): Schema {
  return { type: "object", properties: { ...properties, ...optional }, required: Object.keys(properties) };
}

/** Refers to a schema by its name. */
export function named(name: keyof typeof schemas): Schema {
  return refer(name);
}

function refer(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

const inputError = object({ path: text, msg: text, location: { enum: ["body", "query"] } });
const receipt = { accepted: count, duplicates: count, cursor: text };
const targetHealth = object({ target: text, isLate: truth }, { lastGoodAt: time });

/** All that calls take and give, by name. */
export const schemas = {
  UserMetric: toSchema(userMetric),
  ScraperRecord: toSchema(scraperRecord),
  Meta: toSchema(meta),
  UserEvent: toSchema(userEvent),
  SentEvent: toSchema(userEvent.partial({ id: true, data: true, timestamp: true })),
  RunReport: toSchema(runReport),
  Receipt: object(receipt),
  BulkReceipt: object({ ...receipt, rejected: list(object({ index: count, errors: list(inputError) })) }),
  StateAnswer: object(
    {
      metrics: list(refer("UserMetric")),
      metas: list(refer("Meta")),
      events: list(refer("UserEvent")),
      left: list(object({ userId: text, reason: { enum: ["expired", "gone"] } })),
      cursor: text,
    },
    { runs: list(refer("RunReport")), reset: yes, gap: object({ events: count }), more: yes },
  ),
  TargetState: object(
    { target: text, lastRun: refer("RunReport"), isLate: truth, canRun: truth },
    { lastGoodAt: time },
  ),
  OlderSource: object({ source: text, metrics: count, since: time }),
  Step: object({ at: time, users: count, active: count, unknown: count, events: count }),
  PastState: {
    anyOf: [object({ at: time, metric: refer("UserMetric"), meta: refer("Meta") }), object({ at: time, left: yes })],
  },
  Readiness: object({ ready: truth }, { reasons: list(text), targets: list(targetHealth) }),
  Errors: object({ errors: list(inputError) }),
  Refusal: object({ error: text }),
} as const satisfies Record<string, Schema>;
