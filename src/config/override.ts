import type { z } from "zod";
import { explainIssue, flattenIssue } from "../document/explain.ts";
import { ConfigError, UsageError } from "../errors.ts";
import type { Environment } from "./environment.ts";
import { baseTypeOf, type Setting } from "./setting.ts";

/** Lays the environment over a config as it was written. Throws a ConfigError that names the variable. */
export function overrideFromEnvironment(
  written: object,
  settings: readonly Setting[],
  environment: Environment,
): object {
  return settings.reduce((result, setting) => {
    const text = setting.env === undefined ? undefined : environment[setting.env];
    if (text === undefined || text === "") return result;

    const value = fromText(setting.schema, text);
    const problem = problemOf(setting.schema, value);
    const shown = setting.isSecret ? setting.env : `${setting.env}=${text}`;
    if (problem) throw new ConfigError(`${shown}: ${problem}`, { code: "LM_CONFIG_INVALID" });
    return setAt(result, setting.path, value);
  }, written);
}

/** Lays flags over a config; `given` has them by the name commander gives them. Throws a UsageError. */
export function overrideFromFlags(
  written: object,
  settings: readonly Setting[],
  given: Readonly<Record<string, unknown>>,
): object {
  return settings.reduce((result, setting) => {
    const value = setting.flag === undefined ? undefined : given[flagName(setting.flag)];
    return value === undefined ? result : setAt(result, setting.path, readFlag(setting, value));
  }, written);
}

/** The checked value of one flag, as it would be written in a file. */
export function readFlag({ flag, schema }: Setting, given: unknown): unknown {
  const value = typeof given === "string" ? fromText(schema, given) : given;
  const problem = problemOf(schema, value);
  if (problem)
    throw new UsageError(`${flag!.split(" ")[0]} ${String(given)}: ${problem}`, {
      code: "LM_USAGE",
      hint: "See the command's --help.",
    });
  return value;
}

/** `--browser-path <file>` is `browserPath`, `--no-sandbox` is `sandbox`. */
export function flagName(flag: string): string {
  const long = /--(?:no-)?([\w-]+)/.exec(flag)![1]!;
  return long.replaceAll(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());
}

function fromText(schema: z.ZodType, text: string): unknown {
  const type = baseTypeOf(schema);
  if (type === "number") return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
  if (type === "boolean")
    return ({ true: true, "1": true, false: false, "0": false } as Record<string, boolean>)[text] ?? text;
  if (type === "array")
    return text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  return text;
}

function problemOf(schema: z.ZodType, value: unknown): string | undefined {
  const [issue] = schema.safeParse(value, { error: explainIssue }).error?.issues ?? [];
  return issue && flattenIssue(issue)[0]!.message;
}

function setAt(target: object, [name, ...rest]: readonly string[], value: unknown): object {
  if (name === undefined) return target;
  const inner = (target as Record<string, unknown>)[name];
  return {
    ...target,
    [name]: rest.length === 0 ? value : setAt(typeof inner === "object" && inner !== null ? inner : {}, rest, value),
  };
}
