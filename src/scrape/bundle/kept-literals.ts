import { AttributeAction, parse, SelectorType, type Selector as CssPart } from "css-what";
import type { Site } from "../../site/schema.ts";
import { wallWording } from "../judge.ts";
import { noLiterals, type Literals } from "./masking.ts";

/** What the selectors and markers of a site ask for by its words: it stays readable, for they are in the site anyway. */
export interface KeptLiterals {
  attribute(name: string): Literals;
  /** Whether a selector looks at what an attribute of this name says. */
  asksFor(name: string): boolean;
  text: Literals;
  /** Texts of column headers, as they are compared. */
  headers: ReadonlySet<string>;
}

interface Collected {
  attributes: Map<string, { whole: Set<string>; parts: string[]; starts: string[]; ends: string[] }>;
  text: { whole: Set<string>; parts: string[] };
  headers: Set<string>;
  anywhere: string[];
  /** XPaths as they are written. */
  paths: string[];
}

/** Classes that tell that a page is still at work, on any site. */
const busyClasses = ["skeleton", "shimmer", "placeholder-glow", "spinner", "loading", "loader"];

export function keptLiteralsOf(site: Site): KeptLiterals {
  const collected: Collected = {
    attributes: new Map(),
    text: { whole: new Set(), parts: [] },
    headers: new Set(),
    anywhere: [],
    paths: [],
  };
  for (const part of busyClasses) attributeOf(collected, "class").parts.push(part);
  collect(site, collected);

  const { attributes, text, headers, anywhere, paths } = collected;
  const everywhere: Literals = { ...noLiterals, whole: new Set(anywhere.map(fold)), parts: anywhere };
  return {
    attribute: (name) => {
      const own = attributes.get(name.toLowerCase());
      return own
        ? {
            ...noLiterals,
            ...own,
            whole: new Set([...own.whole, ...everywhere.whole]),
            parts: [...own.parts, ...anywhere],
          }
        : everywhere;
    },
    asksFor: (name) => attributes.has(name.toLowerCase()) || paths.some((path) => path.includes(`@${name}`)),
    text: {
      ...noLiterals,
      whole: new Set([...text.whole, ...everywhere.whole]),
      parts: [...text.parts, ...anywhere],
      patterns: wallWording,
    },
    headers,
  };
}

/** Header cells are compared without their signs, as the page's own code does it. */
export function headerText(text: string): string {
  return tidy(text.toLowerCase().replaceAll(/[^\p{L}\p{N}%#().,/ _-]/gu, " "));
}

export function tidy(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

function fold(text: string): string {
  return text.toLowerCase();
}

/** Selectors stand in many places of a site; wherever one is, it looks the same. */
function collect(value: unknown, into: Collected): void {
  if (typeof value !== "object" || value === null) return;
  const { type, css, hasText, xpath, name, header, hops } = value as Record<string, unknown>;
  if (typeof css === "string" && (type === "css" || type === "matches")) collectCss(css, into);
  if (Array.isArray(hops)) for (const hop of hops as string[]) collectCss(hop, into);
  if (typeof hasText === "string") into.text.parts.push(tidy(hasText));
  if (typeof xpath === "string") {
    into.paths.push(xpath);
    into.anywhere.push(...stringsOf(xpath));
  }
  if (type === "role" && typeof name === "string") collectName(name, into);
  if (type === "column" && typeof header === "string") into.headers.add(headerText(header));
  if (type === "meta" && typeof name === "string")
    for (const key of ["name", "property", "itemprop"]) attributeOf(into, key).whole.add(fold(name));
  for (const inner of Object.values(value)) collect(inner, into);
}

function collectName(name: string, into: Collected): void {
  into.text.whole.add(fold(name));
  for (const key of ["aria-label", "title", "alt", "value", "placeholder"])
    attributeOf(into, key).whole.add(fold(name));
}

function stringsOf(xpath: string): string[] {
  return [...xpath.matchAll(/'([^']*)'|"([^"]*)"/g)]
    .map(([, one, two]) => one ?? two ?? "")
    .filter((text) => text !== "");
}

function attributeOf({ attributes }: Collected, name: string) {
  const key = name.toLowerCase();
  const known = attributes.get(key) ?? { whole: new Set<string>(), parts: [], starts: [], ends: [] };
  attributes.set(key, known);
  return known;
}

function collectCss(css: string, into: Collected): void {
  if (css === "") return;
  for (const compound of parse(css)) for (const part of compound) collectPart(part, into);
}

function collectPart(part: CssPart, into: Collected): void {
  if (part.type === SelectorType.Attribute) {
    const literals = attributeOf(into, part.name);
    if (part.value === "") return;
    switch (part.action) {
      case AttributeAction.Start:
      case AttributeAction.Hyphen:
        literals.starts.push(part.value);
        literals.whole.add(fold(part.value));
        break;
      case AttributeAction.End:
        literals.ends.push(part.value);
        break;
      case AttributeAction.Any:
        literals.parts.push(part.value);
        break;
      default:
        literals.whole.add(fold(part.value));
    }
  }
  if (part.type !== SelectorType.Pseudo && part.type !== SelectorType.PseudoElement) return;
  if (Array.isArray(part.data)) for (const inner of part.data) for (const one of inner) collectPart(one, into);
  else if (typeof part.data === "string" && part.data.includes(" of ")) collectCss(part.data.split(" of ")[1]!, into);
}
