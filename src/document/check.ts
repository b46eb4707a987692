import type { z } from "zod";
import { ConfigError, type ErrorCode } from "../errors.ts";
import type { Problem, SourceDocument } from "./document.ts";
import { explainIssue, flattenIssue } from "./explain.ts";

/** Checks a document against its schema and returns the parsed value; throws one error that names every problem. */
export function checkDocument<Schema extends z.ZodType>(
  document: SourceDocument,
  schema: Schema,
  code: ErrorCode,
): z.output<Schema> {
  const { value, problems } = findProblems(document, schema);
  if (problems.length > 0) throw toConfigError(document, code, problems);
  return value as z.output<Schema>;
}

/** The parsed value, or everything that keeps it from being one. */
export function findProblems<Schema extends z.ZodType>(
  document: SourceDocument,
  schema: Schema,
): { value: z.output<Schema> | undefined; problems: Problem[] } {
  const parsed = schema.safeParse(document.value, { error: explainIssue });
  return { value: parsed.data, problems: (parsed.error?.issues ?? []).flatMap((issue) => toProblems(document, issue)) };
}

export function toConfigError(document: SourceDocument, code: ErrorCode, problems: Problem[]): ConfigError {
  const inOrder = problems.toSorted(
    (a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0),
  );
  const count = inOrder.length === 1 ? "1 error" : `${inOrder.length} errors`;
  const shown = inOrder.map((problem) => showProblem(document, problem));
  return new ConfigError(`${document.file} has ${count}:\n\n${shown.join("\n\n")}`, { code });
}

function toProblems({ locate }: SourceDocument, issue: z.core.$ZodIssue): Problem[] {
  return flattenIssue(issue).flatMap(({ path, message, keys }): Problem[] =>
    keys
      ? keys.map((key) => ({ path, message: key.message, place: locate?.([...path, key.name], "key") }))
      : [{ path, message, place: locate?.(path) }],
  );
}

/** `file:line:column  message`, the line itself, and a caret under the spot. */
function showProblem({ file, text }: SourceDocument, { path, message, place }: Problem): string {
  const name = path.length === 0 ? "" : `${path.map(String).join(".")}: `;
  if (!place) return `${file}  ${name}${message}`;

  const { line, column, length } = place;
  const number = String(line);
  const source = (text.split("\n")[line - 1] ?? "").replaceAll("\t", " ").trimEnd();
  const gutter = " ".repeat(number.length);
  return [
    `${file}:${line}:${column}  ${name}${message}`,
    `  ${number} | ${source}`,
    `  ${gutter} | ${" ".repeat(column - 1)}${"^".repeat(length)}`,
  ].join("\n");
}
