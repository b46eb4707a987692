import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { toSettings, type Setting } from "../../src/config/setting.ts";
import type { Command } from "../../src/cli/command.ts";
import { config } from "../../src/config/schema.ts";
import { jsonSchemas } from "../../src/config/json-schema.ts";
import { commands } from "../../src/cli/commands/index.ts";
import { flagsOf, toManifest } from "../../src/cli/manifest.ts";
import { errorCodes } from "../../src/errors.ts";
import { exitCodes } from "../../src/exit-codes.ts";
import { inboundShapes } from "../../src/metric/inbound/index.ts";
import type { PartialShape } from "../../src/metric/inbound/partial.ts";
import { userMetric, userMetricFields } from "../../src/metric/user-metric.ts";
import { troubles } from "../../src/mock/demo-app/troubles/index.ts";
import { transforms } from "../../src/site/transforms/index.ts";

/** Every file that is written from the schemas, by its path; `npm run generate` writes them, a test compares them. */
export async function generatedFiles(): Promise<Record<string, string>> {
  return {
    "config/live-metrics.schema.json": toJson(jsonSchemas.config()),
    "config/site.schema.json": toJson(jsonSchemas.site()),
    "config/metric.schema.json": toJson(jsonSchemas.metric()),
    "src/cli/manifest.json": toJson(await toManifest()),
    "README.md": await readme(),
    "docs/import.md": await importPage(),
    "docs/reference/options.md": optionsPage(),
    "docs/reference/commands.md": await commandsPage(),
    "docs/reference/errors.md": errorsPage(),
    "docs/reference/metric.md": metricPage(),
    "docs/reference/transforms.md": transformsPage(),
    "docs/reference/site.md": sitePage(),
    "docs/reference/troubles.md": troublesPage(),
  };
}

function toJson(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function page(title: string, intro: string, ...blocks: string[]): string {
  return `<!-- Written by npm run generate. -->\n# ${title}\n\n${intro}\n\n${blocks.join("\n\n")}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** The README is written by hand but for its tables. */
async function readme(): Promise<string> {
  const text = await readFile(resolve(import.meta.dirname, "../../README.md"), "utf8");
  return fillIn(
    fillIn(text, "options", optionsTable()),
    "exit codes",
    table(["exit", "meaning"], Object.entries(exitCodes)),
  );
}

/** Written by hand but for the tables of what becomes of each name. */
async function importPage(): Promise<string> {
  const text = await readFile(resolve(import.meta.dirname, "../../docs/import.md"), "utf8");
  const shapes = { "google-analytics": inboundShapes["google-analytics"], mixpanel: inboundShapes.mixpanel };
  return Object.entries<PartialShape>(shapes).reduce(
    (page, [name, shape]) => fillIn(page, name, mappingTable(shape)),
    text,
  );
}

function mappingTable({ record, fields, derived }: PartialShape): string {
  const notes = new Map(toSettings(record).map(({ path, description }) => [path.join("."), description]));
  const rows = userMetricFields.flatMap((field) => {
    const names: readonly string[] = fields[field] ?? [];
    if (names.length === 0) return [[`\`${field}\``, "", "Always missing"]];
    const origin = derived.includes(field) ? "In `meta.derived`" : "";
    return names.map((name) => [
      `\`${field}\``,
      `\`${name}\``,
      [notes.get(name)!, origin].filter((note) => note !== "").join(". "),
    ]);
  });
  return table(["field", "from", "note"], rows);
}

function fillIn(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  return `${text.slice(0, text.indexOf(start))}${start}\n\n${content}\n\n${text.slice(text.indexOf(end))}`;
}

function optionsPage(): string {
  return page(
    "Options of the config file",
    "Defaults give way to the file, the file to the environment, the environment to flags.",
    optionsTable(),
  );
}

function optionsTable(): string {
  const rows = toSettings(config)
    .filter(({ path }) => path[0] !== "$schema")
    .map(toOptionRow);
  return table(["option", "default", "flag", "environment", "what it does"], rows);
}

function toOptionRow({ path, default: value, flag, env, description }: Setting): string[] {
  const shown = value === undefined ? "" : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
  return [`\`${path.join(".")}\``, shown, flag ? `\`${flag}\`` : "", env ? `\`${env}\`` : "", description];
}

async function commandsPage(): Promise<string> {
  const loaded = await Promise.all(Object.values(commands).map((load): Promise<Command> => load()));
  const blocks = loaded.map((command) => {
    const rows = flagsOf(command).map(({ flag, default: value, env, description }) => [
      `\`${flag!}\``,
      typeof value === "string" || typeof value === "number" ? `\`${value}\`` : "",
      env ? `\`${env}\`` : "",
      description,
    ]);
    const examples = command.examples.map(([line, what]) => `    ${line.padEnd(58)} # ${what}`).join("\n");
    const flags = rows.length > 0 ? [table(["flag", "default", "environment", "what it does"], rows)] : [];
    return [`## live-metrics ${command.usage}`, `${command.summary}.`, ...flags, examples].join("\n\n");
  });
  return page(
    "Commands",
    "`scrape` is the default: `live-metrics --mock --serve` is `live-metrics scrape --mock --serve`.",
    ...blocks,
  );
}

function errorsPage(): string {
  return page(
    "Errors and exit codes",
    "What ends a run is said on standard error in a sentence, with its code in brackets.",
    table(["exit", "meaning"], Object.entries(exitCodes)),
    table(
      ["code", "exit", "meaning"],
      Object.entries(errorCodes).map(([code, { exit, meaning }]) => [`\`${code}\``, String(exit), meaning]),
    ),
  );
}

function metricPage(): string {
  const rows = Object.entries(userMetric.shape).map(([name, field]) => [
    `\`${name}\``,
    field.meta()?.description ?? "",
  ]);
  return page(
    "UserMetric",
    'The 19 fields, all always present. What was not seen is neutral (`""`, `0`, `[]`, `{}`, `false`; `lastActionTime` equals `timestamp`) and named with its reason in `meta.missing`.',
    table(["field", "meaning"], rows),
  );
}

function transformsPage(): string {
  const blocks = Object.entries(transforms).map(([name, { description, examples }]) => {
    const rows = examples.map(({ input, options, locale, timeZone, gives }) => [
      [`\`${JSON.stringify(input)}\``, ...[locale, timeZone].filter((part) => part !== undefined)].join(", "),
      `\`${options === undefined ? name : `${name}: ${JSON.stringify(options)}`}\``,
      "value" in gives ? `\`${JSON.stringify(gives.value)}\`` : `missing: ${gives.missing}`,
    ]);
    return `## ${name}\n\n${description}\n\n${table(["the page says", "written", "gives"], rows)}`;
  });
  const last =
    "## default\n\nStands in for a value that is missing. It must be the last transform, and the field still counts as missing: `meta.missing` names it with the reason.";
  return page(
    "Transforms",
    "The closed list of steps from text to value. A field without transforms is read by its type: numbers as `number`, times as ISO `date`, `isActive` as `boolean`.",
    ...blocks,
    last,
  );
}

interface JsonSchema {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  description?: string;
  default?: unknown;
  const?: string | number;
  enum?: unknown[];
  type?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  required?: string[];
}

/** Every key of a selector file; those of the parts that stand in many places have a table of their own. */
function sitePage(): string {
  const { $defs: parts = {} } = jsonSchemas.site() as JsonSchema;
  const titles = { Selector: "A selector", Field: "A field", Step: "A step" };
  const blocks = Object.entries(titles).map(([name, title]) => keysTable(title, parts[name]!));
  return page(
    "Keys of a selector file",
    "What each does, with examples: [selector files](../selectors.md). A **bold** key must be there where its map is.",
    keysTable("The file", parts.Site!),
    ...blocks,
  );
}

function keysTable(title: string, schema: JsonSchema): string {
  const rows = keysOf(schema).map(({ path, isRequired, schema }) => [
    isRequired ? `**\`${path}\`**` : `\`${path}\``,
    typesOf(schema),
    isPlain(schema.default) ? `\`${String(schema.default)}\`` : "",
    // Markdown would take it for a tag.
    (schema.description ?? "").replaceAll(/<\w+>/g, "`$&`"),
  ]);
  return `## ${title}\n\n${table(["key", "what may stand there", "default", "what it says"], rows)}`;
}

interface Key {
  path: string;
  isRequired: boolean;
  schema: JsonSchema;
}

/** The keys of a map and, below each, those of the maps inside it; of several ways to write a value, those of all. */
function keysOf(schema: JsonSchema, prefix = ""): Key[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, inner]): Key[] => {
    const key = { path: `${prefix}${name}`, isRequired: schema.required?.includes(name) ?? false, schema: inner };
    return describedElsewhere.has(name) ? [key] : [key].concat(keysOf(inner, `${key.path}.`));
  });
  const known = new Set(own.map(({ path }) => path));
  const inside = (schema.anyOf ?? []).concat(schema.items ?? []).flatMap((one) => keysOf(one, prefix));
  return own.concat(inside.filter(({ path }) => known.size < known.add(path).size));
}

/** The fields are all alike, each transform has a page of examples, and a recording is Chrome's. */
const describedElsewhere = new Set(["fields", "transforms", "recording"]);

function typesOf(schema: JsonSchema): string {
  const { $ref, anyOf, items, enum: choices, type } = schema;
  if ($ref !== undefined) return `a ${$ref.split("/").at(-1)!.toLowerCase()}`;
  if (anyOf) return [...new Set(anyOf.map(typesOf))].join(", or ");
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (choices) return choices.map((choice) => `\`${String(choice)}\``).join(", ");
  if (items) return `a list of ${items.$ref ? `${typesOf(items).slice(2)}s` : "maps"}`;
  return { object: "a map", string: "text", integer: "a whole number", boolean: "true or false" }[type!] ?? type!;
}

function isPlain(value: unknown): boolean {
  return value !== undefined && typeof value !== "object";
}

function troublesPage(): string {
  return page(
    "Troubles of the demo app",
    "`live-metrics demo --trouble NAME` lets the demo app misbehave; repeat the flag to join several. What each verdict means: [when a run does not end well](../troubleshooting.md).",
    table(
      ["name", "what the app then does"],
      Object.entries(troubles).map(([name, { description }]) => [`\`${name}\``, description]),
    ),
  );
}
