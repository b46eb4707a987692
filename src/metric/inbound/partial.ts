import { randomUUID } from "node:crypto";
import { z } from "zod";
import { toMetricRecord, type Observation } from "../observation.ts";
import type { UserMetricField } from "../user-metric.ts";
import { explainInput, toInputErrors } from "./input-errors.ts";
import type { InboundShape } from "./shape.ts";

/** A shape whose records may lack anything but whom they are about. */
export interface PartialShape<Schema extends z.ZodObject = z.ZodObject> extends InboundShape {
  /** What is sent; `null` is not sent. */
  record: Schema;
  /** The names under which each field may come, of which the first that was sent counts; one inside another has a dot. */
  fields: Readonly<Partial<Record<UserMetricField, readonly [string, ...string[]]>>>;
  /** Fields that are worked out of what is sent. */
  derived: readonly UserMetricField[];
}

/** Defines a shape by what is sent and where each field stands in it. What was not sent is missing, and says so. */
export function definePartialShape<Schema extends z.ZodObject>(
  shape: Omit<PartialShape<Schema>, "read">,
): PartialShape<Schema> {
  const compiled = z.compile(shape.record);
  const places = Object.entries(shape.fields).map(([field, names]) => ({ field, names, paths: names.map(toPath) }));
  return {
    ...shape,

    read(record, { receivedAt, source, meta }) {
      const parsed = compiled.safeParse(record, { error: explainInput });
      if (!parsed.success) return { ok: false, errors: toInputErrors(parsed.error) };

      const provenance = { id: meta?.id ?? randomUUID(), source: meta?.source ?? source, observedAt: receivedAt };
      return {
        ok: true,
        record: toMetricRecord(toObservation(parsed.data, { places, derived: shape.derived }), provenance),
      };
    },
  };
}

interface Place {
  field: string;
  names: readonly string[];
  /** The same names, key by key. */
  paths: readonly (readonly string[])[];
}

function toObservation(
  sent: object,
  { places, derived }: { places: readonly Place[]; derived: readonly UserMetricField[] },
): Observation {
  const known: Record<string, unknown> = {};
  const missing: Record<string, string> = {};
  for (const { field, names, paths } of places) {
    const value = paths.map((path) => find(sent, path)).find((found) => found !== undefined && found !== null);
    if (value === undefined) missing[field] = `${names[0]} was not sent`;
    else known[field] = value;
  }

  return {
    known: known as Observation["known"],
    missing,
    derived: derived.filter((field) => field in known),
  };
}

function toPath(name: string): string[] {
  return name.split(".");
}

function find(sent: object, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], sent);
}
