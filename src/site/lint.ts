import { AttributeAction, isTraversal, parse, SelectorType, type Selector as Token } from "css-what";
import { sourcesOf } from "./field.ts";
import type { Site } from "./schema.ts";
import { describeSelector, type Selector } from "./selector.ts";
import { siteFields } from "./site-fields.ts";
import type { Source } from "./source.ts";

/** A selector that works today and is likely to break: why, and what to write instead. */
export interface LintFinding {
  /** Where it stands in the selector file: `fields.email`, `rows`, `pages`. */
  place: string;
  selector: string;
  /** To be read after the selector. */
  message: string;
}

/** Finds selectors that hang on what nobody promised to keep. Pure: reads the selector file, never a page. */
export function lintSite(site: Site): LintFinding[] {
  return selectorsOf(site).flatMap(({ place, selector }) =>
    lintSelector(selector).map((message) => ({ place, selector: describeSelector(selector), message })),
  );
}

/** What is wrong with one selector, each fault once. */
export function lintSelector(selector: Selector): string[] {
  if (selector.type === "role") return [];
  if (selector.type === "xpath") return lintXPath(selector.xpath);
  return [...new Set(branchesOf(selector).flatMap(lintBranch))];
}

/** The ids that a selector names. */
export function idsIn(selector: Selector): string[] {
  return branchesOf(selector)
    .flat()
    .flatMap((token) => (isNamed(token, "id") && token.action === AttributeAction.Equals ? [token.value] : []));
}

/** Every selector of a selector file, with its place there. */
export function selectorsOf(site: Site): { place: string; selector: Selector }[] {
  const { rows = [], empty, claims, ready, walls, login, data = [], steps, pages } = site;
  const at = (place: string, found: unknown): { place: string; selector: Selector }[] =>
    findSelectors(found).map((selector) => ({ place, selector }));
  return [
    ...at("rows", rows),
    ...siteFields.flatMap((name) => at(`fields.${name}`, sourcesOf(site.fields[name]).map(selectorsOfSource))),
    ...at("data", data),
    ...at("empty", empty),
    ...at("claims", claims),
    ...at("ready", ready),
    ...at("pages", pages),
    ...at("walls", walls),
    ...at("steps", Array.isArray(steps) ? steps : []),
    ...at("login", { ...login, steps: Array.isArray(login?.steps) ? login.steps : [] }),
  ];
}

function selectorsOfSource(source: Source): unknown {
  if (source.type !== "element") return source;
  const { scope, selector, read } = source;
  const own = read.type === "matches" ? { type: "css", css: read.css, hasText: undefined, hops: [] } : selector;
  return ["selector" in scope ? scope.selector : undefined, own];
}

/** A selector is known by its hops, which nothing else in a selector file has. */
function findSelectors(value: unknown): Selector[] {
  if (typeof value !== "object" || value === null) return [];
  return "hops" in value ? [value as Selector] : Object.values(value).flatMap(findSelectors);
}

/** The tokens of each alternative, those within `:is()`, `:not()` and `:has()` as alternatives of their own. */
function branchesOf(selector: Selector): Token[][] {
  if (selector.type !== "css") return selector.hops.filter((hop) => hop !== "").flatMap((hop) => nested(parse(hop)));
  return [...selector.hops, selector.css].filter((part) => part !== "").flatMap((part) => nested(parse(part)));
}

function nested(branches: Token[][]): Token[][] {
  return branches.flatMap((tokens) => [
    tokens,
    ...tokens.flatMap((token) =>
      token.type === SelectorType.Pseudo && Array.isArray(token.data) ? nested(token.data) : [],
    ),
  ]);
}

function lintBranch(tokens: readonly Token[]): string[] {
  return [...tokens.flatMap(lintName), ...lintPlaces(tokens), ...lintLength(tokens)];
}

const instead = "use a class that a person named, a data-testid or data-… attribute, a role or a column";

function lintName(token: Token): string[] {
  if (token.type !== SelectorType.Attribute) return [];
  const { name, value, action } = token;
  const maker = scopeAttributes.find(({ pattern }) => pattern.test(name))?.maker;
  if (maker) return [`hangs on the attribute ${name}, which ${maker} makes up anew at every build: ${instead}`];
  if (name === "class" && action !== AttributeAction.Not) {
    const hasher = value.split(/\s+/).map(findHasher).find(Boolean);
    return hasher
      ? [`hangs on the class ${value}, which ${hasher} makes up anew with a release of the app: ${instead}`]
      : [];
  }
  if (name !== "id") return [];
  const generator = findGenerator(value);
  return generator ? [`hangs on the id ${value}, which ${generator} numbers anew from visit to visit: ${instead}`] : [];
}

const scopeAttributes = [
  { pattern: /^_ng(content|host)-/, maker: "Angular" },
  { pattern: /^data-v-[0-9a-f]{6,}$/, maker: "Vue" },
  { pattern: /^data-astro-cid-/, maker: "Astro" },
];

/** Class names by the tool that makes them. The words of people look like these rarely enough to be told apart. */
const hashers: { maker: string; isMade: (name: string) => boolean }[] = [
  { maker: "Emotion", isMade: (name) => isHash(/^css-([a-z0-9]{5,})(?:-.*)?$/.exec(name)?.[1]) },
  { maker: "styled-components", isMade: (name) => /^sc-[A-Za-z0-9]+-\d+$/.test(name) },
  { maker: "styled-components", isMade: (name) => /^sc-(?=[a-z]*[A-Z0-9])[A-Za-z0-9]{5,8}$/.test(name) },
  { maker: "JSS", isMade: (name) => /^jss\d+$/.test(name) || /^(?:[A-Z]\w+|makeStyles)-\w+-\d+$/.test(name) },
  { maker: "styled-jsx", isMade: (name) => /^jsx-\d{6,}$/.test(name) },
  { maker: "Svelte", isMade: (name) => isHash(/^svelte-([a-z0-9]{5,})$/.exec(name)?.[1]) },
  { maker: "Astro", isMade: (name) => /^astro-(?=\w*[A-Z0-9])[A-Z0-9a-z]{6,}$/.test(name) },
  { maker: "Angular", isMade: (name) => /^ng-tns-c\d/.test(name) },
  { maker: "React Native for Web", isMade: (name) => isHash(/^r-([a-z0-9]{5,8})$/.exec(name)?.[1]) },
  { maker: "StyleX", isMade: (name) => /^x(?=[a-z]*\d+[a-z])[a-z0-9]{5,8}$/.test(name) },
  { maker: "CSS Modules", isMade: (name) => /^_[A-Za-z][\w-]*_[a-z0-9]{5,8}_\d+$/.test(name) },
  // Their own dashes and underscores are parts of hashes too, but rarely: a BEM name is full of them.
  { maker: "CSS Modules", isMade: (name) => isHash(/[a-z0-9](?:__|--|_)([A-Za-z0-9+]{5,8})$/i.exec(name)?.[1]) },
  { maker: "vanilla-extract", isMade: (name) => isHash(/^_([a-z0-9]{6,9})$/.exec(name)?.[1]) },
  { maker: "a minifier", isMade: isScrambled },
];

function findHasher(name: string): string | undefined {
  return hashers.find(({ isMade }) => isMade(name))?.maker;
}

/** Digits amid letters, or capitals where no word begins: `1x2y3z`, `bdVaJa`; not `title2`, `userName`. */
function isHash(text: string | undefined): boolean {
  if (text === undefined || words.has(text.toLowerCase())) return false;
  const isNumbered = /^[A-Za-z]+\d{1,2}$/.test(text) || /^\d+(px|em|rem|xl|col|th|nd|rd)$/.test(text);
  return (/\d/.test(text) && /[A-Za-z]/.test(text) && !isNumbered) || isScrambled(text) || /[a-z][A-Z]$/.test(text);
}

/** Words of people that look like none. */
const words = new Set(["base64", "oauth2", "sha256", "utf8mb4", "ipv4", "ipv6"]);

/** Short pieces of which some cannot be spoken, as no two words in camelCase are: `kDwvPl`, `LC20lb`. */
function isScrambled(name: string): boolean {
  if (!/^[A-Za-z0-9]{5,8}$/.test(name) || !/[a-z]/.test(name) || !/[A-Z]/.test(name)) return false;
  const pieces = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
  const letters = pieces.filter((piece) => /[A-Za-z]/.test(piece));
  const isMute = letters.some((piece) => !/[aeiouy]/i.test(piece));
  return pieces.length >= 3 && name.length / pieces.length < 3 && isMute;
}

const generators: { maker: string; pattern: RegExp }[] = [
  { maker: "Ember", pattern: /^ember\d+/ },
  { maker: "React", pattern: /(^|-)(:r[0-9a-z]+:|«r[0-9a-z]+»|_r_[0-9a-z]+_)/ },
  { maker: "React Select", pattern: /^react-select-\d+-/ },
  {
    maker: "a UI library",
    pattern:
      /^(?:radix-|headlessui-[\w-]+-|mui-|mat-[a-z-]+-|cdk-[a-z-]+-|ext-(?:gen|comp-)|yui_|gwt-uid-|j_idt|ctl\d|downshift-|rc[-_][a-z]+[-_]|el-id-|__BVID__|ui-id-|dijit_|select2-|input-|checkbox-)[\w:-]*\d/,
  },
  { maker: "a library (it is a UUID)", pattern: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i },
  { maker: "a program", pattern: /\d{4,}$/ },
];

function findGenerator(id: string): string | undefined {
  return generators.find(({ pattern }) => pattern.test(id))?.maker;
}

function lintPlaces(tokens: readonly Token[]): string[] {
  const places = tokens.filter(
    (token) =>
      token.type === SelectorType.Pseudo && /^nth-(last-)?(child|of-type)$/.test(token.name) && token.data !== null,
  );
  if (places.length >= 2)
    return [
      "counts its way through the page (:nth-child, :nth-of-type): one more element, and it reads another; name elements by class, attribute or text instead",
    ];
  const [place] = places;
  if (place === undefined || place.type !== SelectorType.Pseudo || typeof place.data !== "string") return [];
  if (!/^\d+$/.test(place.data)) return [];
  const before = tokens[tokens.indexOf(place) - 1];
  const isCell = before?.type === SelectorType.Tag && /^t[dh]$/.test(before.name);
  return isCell
    ? [
        "counts cells: a new column in the table moves it to another; write { column: <text of the header> } instead, which also says when it is gone",
      ]
    : [];
}

/** How many steps from parent to child still read like a thought, not like a copy from DevTools. */
const mostSteps = 3;

function lintLength(tokens: readonly Token[]): string[] {
  const steps = tokens.filter(({ type }) => type === SelectorType.Child).length;
  return steps > mostSteps
    ? [
        `goes down ${steps} steps of “>”, as DevTools copies it: any new wrapper breaks it; keep the last part and one landmark above it`,
      ]
    : [];
}

function lintXPath(xpath: string): string[] {
  const places = xpath.match(/\[\s*(?:\d+|last\(\)|position\(\)[^\]]*)\s*\]/g) ?? [];
  if (places.length === 0) return [];
  if (places.length === 1 && /\/?t[dh]\[\d+\](?:\/[\w()]+)?$/.test(xpath))
    return [
      "counts cells: a new column in the table moves it to another; write { column: <text of the header> } instead",
    ];
  return [
    `counts its way through the page (${places.join(" ")}): one more element, and it reads another; name elements instead: ./div[@data-testid="name"], or plain CSS`,
  ];
}

function isNamed(token: Token, name: string): token is Extract<Token, { type: SelectorType.Attribute }> {
  return token.type === SelectorType.Attribute && token.name === name;
}

/** Whether the last element of a selector is named by more than its tag. */
export function isSpecific(selector: Selector): boolean {
  if (selector.type !== "css" || selector.hasText !== undefined) return false;
  return parse(selector.css).every((tokens) =>
    tokens.slice(tokens.findLastIndex(isTraversal) + 1).some(({ type }) => type === SelectorType.Attribute),
  );
}
