import { z } from "zod";
import { jsonPath } from "./json-path.ts";
import { siteFields, type SiteField } from "./site-fields.ts";
import { css, describeSelector, selector, type Selector } from "./selector.ts";

/** Where the element of a field is looked for. */
export type Scope =
  | { type: "row" }
  | { type: "page" }
  /** The cell of the row below a column header with this text. */
  | { type: "column"; header: string }
  /** The next element after the row, and before the next row, that matches. */
  | { type: "sibling"; selector: Selector }
  /** The nearest match before the row: the heading of a day. */
  | { type: "before"; selector: Selector };

/** What is taken of an element. */
export type Read =
  | { type: "text" | "html" | "count" | "exists" }
  | { type: "attribute" | "property"; name: string }
  | { type: "matches"; css: string };

/** Where raw text comes from. All that the document holds is read in one evaluation of the page. */
export type Source =
  | { type: "element"; scope: Scope; selector: Selector | undefined; read: Read; cardinality: Cardinality | undefined }
  | { type: "localStorage" | "sessionStorage"; key: string; path: string | undefined }
  | { type: "cookie" | "meta"; name: string; path: string | undefined }
  | { type: "page"; fact: "url" | "title" | "visibility" }
  | { type: "embedded"; selector: Selector; path: string | undefined }
  | { type: "global"; name: string; path: string | undefined }
  | { type: "response"; url: string; path: string | undefined }
  /** A value of the JSON item that belongs to the row. */
  | { type: "item"; path: string }
  | { type: "from"; field: SiteField };

/** How many elements may match. */
export interface Cardinality {
  min: number;
  max: number | undefined;
}

/** The keys that name a source; a map has exactly one, or a scope alone, whose element is then read as text. */
export const sourceKeys = [
  "text",
  "attribute",
  "property",
  "html",
  "count",
  "exists",
  "matches",
  "localStorage",
  "sessionStorage",
  "cookie",
  "metaTag",
  "page",
  "embedded",
  "global",
  "response",
  "json",
  "from",
] as const;

const scopeKeys = ["column", "sibling", "before", "on"] as const;

const cardinality = z
  .union([
    z.int().nonnegative(),
    z.string().regex(/^\d+\.\.\d*$/, 'must be a number, or a range such as "1.." or "0..1"'),
  ])
  .transform((written): Cardinality => {
    if (typeof written === "number") return { min: written, max: written };
    const [min, max] = written.split("..");
    return { min: Number(min), max: max === "" ? undefined : Number(max) };
  })
  .refine(({ min, max = Infinity }) => min <= max, "must not end before it begins");

/** The name of a global variable, or of a property of one. */
export const globalName = z
  .string()
  .regex(/^[\w$]+(\.[\w$]+)*$/, "must be the name of a variable, such as __STATE__ or app.state");

export const sourceShape = {
  text: selector.optional().meta({ description: "Text of the first match inside the row; `:scope` is the row itself" }),
  attribute: z.string().min(1).optional().meta({ description: "An attribute, of the row or of what `of` names" }),
  property: z.string().min(1).optional().meta({ description: "A DOM property such as `value` or `checked`, likewise" }),
  html: selector.optional().meta({ description: "The HTML inside the first match" }),
  count: selector.optional().meta({ description: "How many elements match inside the row" }),
  exists: selector.optional().meta({ description: "Whether an element matches inside the row" }),
  matches: css.optional().meta({ description: "Whether the row itself matches this CSS selector" }),
  of: selector.optional().meta({ description: "The element whose `attribute` or `property` is read" }),
  column: z.string().min(1).optional().meta({ description: "Read in the row's cell below the header with this text" }),
  sibling: selector.optional().meta({ description: "Read in the next element after the row that matches" }),
  before: selector
    .optional()
    .meta({ description: "Read in the nearest match before the row, such as a day's heading" }),
  on: z.literal("page").optional().meta({ description: "`page`: read in the whole page, the same for all rows" }),
  localStorage: z.string().min(1).optional().meta({ description: "A key of the page's localStorage" }),
  sessionStorage: z.string().min(1).optional().meta({ description: "A key of the page's sessionStorage" }),
  cookie: z.string().min(1).optional().meta({ description: "A cookie that the page's scripts may read" }),
  metaTag: z.string().min(1).optional().meta({ description: "The content of a <meta>, by its name or property" }),
  page: z.enum(["url", "title", "visibility"]).optional().meta({ description: "A fact about the page itself" }),
  embedded: selector.optional().meta({ description: "JSON that stands in the page, in the element named" }),
  global: globalName
    .optional()
    .meta({ description: "A global variable of the page's scripts, read as JSON; trusted least" }),
  response: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "JSON that the page fetched, by a pattern of its address" }),
  path: jsonPath.optional().meta({
    description:
      "The place inside that JSON: `user.plan`, `items[0].name`; a stored text, a cookie or a <meta> is then read as JSON",
  }),
  json: jsonPath.optional().meta({ description: "A place inside the row's own item of `data`" }),
  from: z.enum(siteFields).optional().meta({ description: "Another field of the same row" }),
  cardinality: cardinality
    .optional()
    .meta({ description: 'How many elements must match: 1, "0..1", "1.."; another number is an error' }),
} as const;

const sourceObject = z.strictObject(sourceShape);
export type WrittenSource = z.output<typeof sourceObject>;

/** What is wrong with the keys of a source, by the key to point at; undefined: nothing. */
export function findSourceFault(written: Partial<WrittenSource>): { path: string[]; message: string } | undefined {
  const used = sourceKeys.filter((key) => written[key] !== undefined);
  const scopes = scopeKeys.filter((key) => written[key] !== undefined);
  const [source] = used;
  const isElement = source === undefined || elementKeys.has(source);

  if (used.length > 1 || (used.length === 0 && scopes.length === 0)) {
    const found = used.length === 0 ? "has none" : `has ${used.join(" and ")}`;
    return { path: [], message: `must have exactly one of ${sourceKeys.join(", ")}; it ${found}` };
  }
  if (scopes.length > 1) return { path: [scopes[1]!], message: `cannot stand beside ${scopes[0]}` };
  if (scopes.length === 1 && !isElement) return { path: [scopes[0]!], message: `does not go with ${source}` };
  if (written.of !== undefined && source !== "attribute" && source !== "property")
    return { path: ["of"], message: "goes with attribute and property only" };
  if (written.path !== undefined && !jsonKeys.has(source))
    return { path: ["path"], message: `goes with ${[...jsonKeys].join(", ")} only` };
  if (written.cardinality !== undefined && (!isElement || source === "matches"))
    return { path: ["cardinality"], message: `does not go with ${source}` };
  return undefined;
}

const elementKeys = new Set<string>(sourceKeys.slice(0, sourceKeys.indexOf("localStorage")));
const jsonKeys = new Set<string | undefined>([
  "localStorage",
  "sessionStorage",
  "cookie",
  "metaTag",
  "embedded",
  "global",
  "response",
]);

export function toSource(written: Partial<WrittenSource>): Source {
  const { path } = written;
  if (written.localStorage !== undefined) return { type: "localStorage", key: written.localStorage, path };
  if (written.sessionStorage !== undefined) return { type: "sessionStorage", key: written.sessionStorage, path };
  if (written.cookie !== undefined) return { type: "cookie", name: written.cookie, path };
  if (written.metaTag !== undefined) return { type: "meta", name: written.metaTag, path };
  if (written.page !== undefined) return { type: "page", fact: written.page };
  if (written.embedded !== undefined) return { type: "embedded", selector: written.embedded, path };
  if (written.global !== undefined) return { type: "global", name: written.global, path };
  if (written.response !== undefined) return { type: "response", url: written.response, path };
  if (written.json !== undefined) return { type: "item", path: written.json };
  if (written.from !== undefined) return { type: "from", field: written.from };
  return { type: "element", scope: toScope(written), ...toElementRead(written), cardinality: written.cardinality };
}

function toScope({ column, sibling, before, on }: Partial<WrittenSource>): Scope {
  if (column !== undefined) return { type: "column", header: column };
  if (sibling !== undefined) return { type: "sibling", selector: sibling };
  if (before !== undefined) return { type: "before", selector: before };
  return { type: on ?? "row" };
}

function toElementRead(written: Partial<WrittenSource>): { selector: Selector | undefined; read: Read } {
  const { attribute, property, of, html, count, exists, matches } = written;
  if (attribute !== undefined) return { selector: of, read: { type: "attribute", name: attribute } };
  if (property !== undefined) return { selector: of, read: { type: "property", name: property } };
  if (html !== undefined) return { selector: html, read: { type: "html" } };
  if (count !== undefined) return { selector: count, read: { type: "count" } };
  if (exists !== undefined) return { selector: exists, read: { type: "exists" } };
  if (matches !== undefined) return { selector: undefined, read: { type: "matches", css: matches } };
  return { selector: written.text, read: { type: "text" } };
}

/** Sources that are texts of their own, or JSON where a place in it is named. */
export type StoredSource = Extract<Source, { type: "localStorage" | "sessionStorage" | "cookie" | "meta" }>;

export function isStored(source: Source): source is StoredSource {
  return source.type === "meta" || source.type === "cookie" || /^(local|session)Storage$/.test(source.type);
}

/** A source as reasons name it. */
export function describeSource(source: Source): string {
  switch (source.type) {
    case "element":
      return describeElement(source);
    case "localStorage":
    case "sessionStorage":
      return `${withPath(source.path)}${source.type} ${source.key}`;
    case "cookie":
    case "meta":
      return `${withPath(source.path)}${source.type} ${source.name}`;
    case "page":
      return `the page's ${source.fact}`;
    case "embedded":
      return `${withPath(source.path)}the JSON in ${describeSelector(source.selector)}`;
    case "global":
      return `${withPath(source.path)}the global ${source.name}`;
    case "response":
      return `${withPath(source.path)}the response ${source.url}`;
    case "item":
      return `${source.path} of the row's item`;
    case "from":
      return source.field;
  }
}

function describeElement({ scope, selector, read }: Extract<Source, { type: "element" }>): string {
  const what = selector && describeSelector(selector);
  const of = "name" in read ? [`${read.type} ${read.name}`, what].filter(Boolean).join(" of ") : what;
  if (read.type === "matches") return read.css;
  switch (scope.type) {
    case "row":
      return of ?? ":scope";
    case "page":
      return `${of ?? ":root"} of the page`;
    case "column":
      return [of, `column “${scope.header}”`].filter(Boolean).join(" in ");
    case "sibling":
      return [of, `the sibling ${describeSelector(scope.selector)}`].filter(Boolean).join(" in ");
    case "before":
      return [of, `${describeSelector(scope.selector)} before the row`].filter(Boolean).join(" in ");
  }
}

function withPath(path: string | undefined): string {
  return path === undefined ? "" : `${path} of `;
}
