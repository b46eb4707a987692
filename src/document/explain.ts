import { inspect } from "node:util";
import type { z } from "zod";
import { closest } from "./closest.ts";

interface FlatIssue {
  path: PropertyKey[];
  message: string;
  /** For unknown keys: each with its own message. */
  keys?: { name: string; message: string }[] | undefined;
}

/** Keys of one `unrecognized_keys` issue travel in its message, one a line, since zod gives them one message. */
const keySeparator = "\n";

/** Messages a person can act on, for what zod reports itself; messages written at a schema stay as they are. */
export function explainIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => explainKey(key, shapeKeys(issue.inst))).join(keySeparator);
    case "invalid_type":
      return explainType(issue.input, [issue.expected]);
    case "invalid_value":
      return explainChoice(issue.input, issue.values.map(String));
    case "invalid_union":
      return "options" in issue && Array.isArray(issue.options)
        ? explainChoice(
            (issue.input as Record<string, unknown>)[String(issue.discriminator)],
            issue.options.map(String),
          )
        : explainType(issue.input, wrongTypes(issue.errors) ?? []);
    case "invalid_key":
      return issue.issues[0]?.message;
    case "too_small":
      if (issue.origin === "string" || issue.origin === "array") return "must not be empty";
      return `must be ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
    case "too_big":
      return `must be at most ${issue.maximum}`;
    default:
      return undefined;
  }
}

/** Takes a union apart: what counts are the problems of the alternative the writer most likely meant. */
export function flattenIssue(issue: z.core.$ZodIssue): FlatIssue[] {
  if (issue.code === "unrecognized_keys") {
    const messages = issue.message.split(keySeparator);
    const keys = issue.keys.map((name, index) => ({ name, message: messages[index] ?? issue.message }));
    return [{ path: issue.path, message: issue.message, keys }];
  }
  if (issue.code !== "invalid_union" || issue.errors.length === 0 || wrongTypes(issue.errors))
    return [{ path: issue.path, message: issue.message }];

  const likeliest = issue.errors.reduce((best, other) => (wrongness(other) <= wrongness(best) ? other : best));
  return likeliest
    .flatMap(flattenIssue)
    .map(({ path, message, keys }) => ({ path: [...issue.path, ...path], message, keys }));
}

/** The types that a value should have had, where it is of none that the alternatives take. */
function wrongTypes(alternatives: readonly z.core.$ZodIssue[][]): string[] | undefined {
  const types = alternatives.map(([first]) => {
    if (first === undefined || first.path.length > 0) return undefined;
    if (first.code === "invalid_union") return wrongTypes(first.errors);
    return first.code === "invalid_type" ? [first.expected] : undefined;
  });
  return types.length > 0 && types.every((type) => type !== undefined) ? types.flat() : undefined;
}

/**
 * How far an alternative is from what the writer meant: of another type altogether, or without the keys that stand
 * there. Of two that are equally far the later is the one with more to it.
 */
function wrongness(issues: readonly z.core.$ZodIssue[]): number {
  const [first] = issues;
  if (!first) return 0;
  if (first.path.length === 0) {
    if (first.code === "invalid_type") return 1_000;
    // By now an issue has lost its input; only the message still tells.
    if (first.code === "invalid_value" && / not a (map|list)$/.test(first.message)) return 500;
    // The one word that would do is less likely meant than text of a certain form.
    if (first.code === "invalid_value" && first.values.length === 1) return issues.length + 0.5;
    if (first.code === "invalid_union") return Math.min(...first.errors.map(wrongness));
  }
  const unknown = issues.filter(({ code, path }) => code === "unrecognized_keys" && path.length === 0);
  const keys = unknown.flatMap(({ message }) => message.split(keySeparator));
  return keys.reduce((sum, message) => sum + (message.includes("did you mean") ? 9 : 10), issues.length);
}

function explainKey(key: string, known: string[]): string {
  const meant = closest(key, known);
  return meant
    ? `unknown key "${key}"; did you mean "${meant}"?`
    : `unknown key "${key}"; known here: ${known.join(", ")}`;
}

function explainType(input: unknown, expected: readonly string[]): string {
  const types = [...new Set(expected.map(withArticle))];
  return input === undefined ? "is required" : `must be ${types.join(" or ")}, not ${describe(input)}`;
}

function explainChoice(input: unknown, choices: readonly string[]): string {
  const meant = typeof input === "string" ? closest(input, choices) : undefined;
  const list = choices.length === 1 ? choices[0] : `one of ${choices.join(", ")}`;
  if (input === undefined) return `is required, and must be ${list}`;
  return meant ? `must be ${list}; did you mean "${meant}"?` : `must be ${list}, not ${describe(input)}`;
}

function shapeKeys(schema: unknown): string[] {
  return Object.keys((schema as { def?: { shape?: object } } | undefined)?.def?.shape ?? {});
}

function describe(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "function") return "a function";
  return typeof value === "string" ? `"${value}"` : `the ${typeof value} ${inspect(value)}`;
}

function withArticle(type: string): string {
  const names: Record<string, string> = {
    object: "a map",
    record: "a map",
    array: "a list",
    int: "a whole number",
    string: "text",
    boolean: "true or false",
  };
  return names[type] ?? `a ${type}`;
}
