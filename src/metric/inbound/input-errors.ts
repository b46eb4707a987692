import type { z, ZodError } from "zod";
import type { InputError } from "./shape.ts";

/** One entry per problem, with the path as the sender wrote it: `featureTime.Dashboard`, `featuresUsed[2]`. */
export function toInputErrors(error: ZodError, location: InputError["location"] = "body"): InputError[] {
  return error.issues.map((issue) => ({ path: toPath(issue.path), msg: issue.message, location }));
}

/** All that is wrong with one record, for people: `userId is required; email must be an e-mail address`. */
export function toSentence(errors: readonly InputError[]): string {
  return errors.map(({ path, msg }) => `${path === "" ? "it" : path} ${msg}`).join("; ");
}

function toPath(path: PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}

/** What zod reports itself, in the words of the messages that stand at the schemas. */
export function explainInput(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is required" : `must be ${nouns[issue.expected] ?? `a ${issue.expected}`}`;
    case "too_small":
      return `must be at least ${issue.minimum}`;
    case "too_big":
      return `must be at most ${issue.maximum}`;
    default:
      return undefined;
  }
}

const nouns: Record<string, string> = {
  array: "an array",
  int: "a whole number",
  object: "an object",
  record: "an object",
};
