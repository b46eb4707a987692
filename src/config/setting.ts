import type { z } from "zod";

/** One option, wherever it may be given: all of it comes from one zod field and the meta written there. */
export interface Setting {
  /** Where it stands in the parsed object. */
  path: readonly string[];
  /** As commander writes it: `--interval <duration>`. */
  flag: string | undefined;
  env: string | undefined;
  description: string;
  /** What was given is never shown, not even when it is wrong. */
  isSecret: boolean;
  /** As the user would write it; undefined when there is none. */
  default: unknown;
  schema: z.ZodType;
}

interface SettingMeta {
  description?: string;
  flag?: string;
  env?: string;
  secret?: boolean;
}

/** All options of a schema, those of its sections included. */
export function toSettings(schema: z.ZodType, path: readonly string[] = []): Setting[] {
  return Object.entries(shapeOf(schema) ?? {}).flatMap(([name, field]) => {
    const here = [...path, name];
    if (shapeOf(field)) return toSettings(field, here);

    const { description = "", flag, env, secret = false } = metaOf(field);
    return [{ path: here, flag, env, description, isSecret: secret, default: defaultOf(field), schema: field }];
  });
}

/** Meta may be written before `.default()` or `.optional()` was added; the outermost wins. */
function metaOf(field: z.ZodType): SettingMeta {
  const inner = innerOf(field);
  return { ...(inner ? metaOf(inner) : {}), ...(field.meta() as SettingMeta | undefined) };
}

function defaultOf(field: z.ZodType): unknown {
  const { type, defaultValue } = definitionOf(field);
  if (type === "default" || type === "prefault") return defaultValue;
  const inner = innerOf(field);
  return inner && defaultOf(inner);
}

/** The fields of an object, seen through its defaults and optionality. */
function shapeOf(field: z.ZodType): Record<string, z.ZodType> | undefined {
  const { type, shape } = definitionOf(field);
  if (type === "object") return shape;
  const inner = innerOf(field);
  return inner && shapeOf(inner);
}

/** `boolean`, `number`, `string`… : what text from a flag or the environment must become before it is checked. */
export function baseTypeOf(field: z.ZodType): string {
  const inner = innerOf(field);
  return inner ? baseTypeOf(inner) : definitionOf(field).type;
}

function innerOf(field: z.ZodType): z.ZodType | undefined {
  const { innerType, in: input } = definitionOf(field);
  return innerType ?? input;
}

interface Definition {
  type: string;
  shape?: Record<string, z.ZodType>;
  innerType?: z.ZodType;
  /** The input side of a transform. */
  in?: z.ZodType;
  defaultValue?: unknown;
}

function definitionOf(field: z.ZodType): Definition {
  return field.def;
}
