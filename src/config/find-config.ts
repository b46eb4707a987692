import { cosmiconfig } from "cosmiconfig";
import { basename, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { SourceDocument } from "../document/document.ts";
import { parseDocumentText } from "../document/read-file.ts";
import { ConfigError, LiveMetricsError } from "../errors.ts";

export interface FoundConfig {
  path: string;
  document: SourceDocument;
}

const endings = ["yaml", "yml", "json", "js", "mjs", "ts"];
const searchPlaces = [
  ...endings.map((ending) => `live-metrics.config.${ending}`),
  ".live-metricsrc",
  ...endings.map((ending) => `.live-metricsrc.${ending}`),
  "package.json",
];

/** Reads the config file named, else the first in the usual places from `cwd` up to the project's root. */
export async function findConfig(file: string | undefined, cwd: string): Promise<FoundConfig | undefined> {
  const explorer = cosmiconfig("live-metrics", {
    searchPlaces,
    loaders: createLoaders(cwd),
    searchStrategy: "project",
    ignoreEmptySearchPlaces: false,
    cache: false,
  });
  const found = await (file === undefined ? explorer.search(cwd) : explorer.load(resolve(cwd, file))).catch(
    (error: unknown) => {
      throw error instanceof LiveMetricsError ? error : toReadError(error as Error, file ?? "A config file");
    },
  );
  if (!found) return undefined;

  const nothing: SourceDocument = { file: relative(cwd, found.filepath), text: "", value: {} };
  return { path: found.filepath, document: found.isEmpty ? nothing : (found.config as SourceDocument) };
}

/** Texts are read with the place of every value; a program has only its value. */
function createLoaders(cwd: string) {
  const readText = (path: string, content: string): SourceDocument => {
    const document = parseDocumentText(content, relative(cwd, path), "LM_CONFIG_INVALID");
    return { ...document, value: document.value ?? {} };
  };
  const readJson = (path: string, content: string): unknown =>
    basename(path) === "package.json" ? toSection(readText(path, content)) : readText(path, content);
  const runProgram = (path: string): Promise<SourceDocument> => readProgram(path, relative(cwd, path));

  return {
    ".yaml": readText,
    ".yml": readText,
    ".json": readJson,
    noExt: readText,
    ".js": runProgram,
    ".mjs": runProgram,
    ".ts": runProgram,
  };
}

/** cosmiconfig takes `live-metrics` out of what it is given for a package.json. */
function toSection(whole: SourceDocument): Record<string, SourceDocument> {
  const value = (whole.value as Record<string, unknown>)["live-metrics"];
  return value === undefined
    ? {}
    : { "live-metrics": { ...whole, value, locate: (path, part) => whole.locate!(["live-metrics", ...path], part) } };
}

async function readProgram(path: string, file: string): Promise<SourceDocument> {
  const { default: value } = (await import(pathToFileURL(path).href).catch((cause: unknown) => {
    throw new ConfigError(`${file} cannot be run: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: "LM_CONFIG_INVALID",
      cause,
    });
  })) as { default?: unknown };
  if (value === undefined)
    throw new ConfigError(`${file} exports nothing`, {
      code: "LM_CONFIG_INVALID",
      hint: "Write: export default { targets: { … } }",
    });

  return { file, text: "", value };
}

function toReadError(cause: Error, file: string): ConfigError {
  const isAbsent = (cause as NodeJS.ErrnoException).code === "ENOENT";
  return new ConfigError(isAbsent ? `${file} is not there` : `${file} cannot be read: ${cause.message}`, {
    code: "LM_CONFIG_MISSING",
    cause,
    hint: "Name another one with --config, or start from one of the examples in config/.",
  });
}
