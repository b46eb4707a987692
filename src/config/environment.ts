import type { Problem, SourceDocument } from "../document/document.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

interface Filled {
  value: unknown;
  problems: Problem[];
}

const reference = /\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g;

/** Replaces `${NAME}` and `${NAME:-otherwise}` in all texts of a config file; names every variable that is not set. */
export function fillFromEnvironment(document: SourceDocument, environment: Environment): Filled {
  const problems: Problem[] = [];

  const fill = (value: unknown, path: readonly PropertyKey[]): unknown => {
    if (typeof value === "string")
      return value.replaceAll(reference, (_whole, name: string, otherwise?: string) => look(name, otherwise, path));
    if (Array.isArray(value)) return value.map((item, index) => fill(item, [...path, index]));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, [...path, key])]));
  };

  const look = (name: string, otherwise: string | undefined, path: readonly PropertyKey[]): string => {
    const found = environment[name] ?? otherwise;
    if (found === undefined)
      problems.push({
        path,
        place: document.locate?.(path),
        message: `the environment variable ${name} is not set; set it, or write \${${name}:-otherwise}`,
      });
    return found ?? "";
  };

  return { value: fill(document.value, []), problems };
}
