import { shapeOf } from "../privacy.ts";

/** Pieces of text that stay when everything around them is masked. */
export interface Literals {
  /** Whole texts, in lower case. */
  whole: ReadonlySet<string>;
  /** Texts that stay wherever they stand inside another. */
  parts: readonly string[];
  /** Texts that stay where another begins or ends with them. */
  starts: readonly string[];
  ends: readonly string[];
  /** Wordings that stay wherever they stand. */
  patterns: readonly RegExp[];
}

export const noLiterals: Literals = { whole: new Set(), parts: [], starts: [], ends: [], patterns: [] };

/**
 * The shape of a text, letters as x and digits as 0, but for the literals in it. What a selector asks for is neither lost
 * by it nor made: where the shape happens to be one of the literals, other letters stand for it.
 */
export function maskAround(text: string, literals: Literals): string {
  if (literals.whole.has(text.toLowerCase())) return text;
  const kept = findKept(text, literals);
  for (const [letter, digit] of stand) {
    const masked = weave(text, kept, (piece) => paint(piece, letter!, digit!));
    if (!literals.whole.has(masked.toLowerCase())) return masked;
  }
  return "";
}

/** Letter and digit that stand for all others, in the order in which they are tried. */
const stand = ["x0", "y9", "z8", "q7"];

function paint(text: string, letter: string, digit: string): string {
  const shape = shapeOf(text);
  return letter === "x" ? shape : shape.replaceAll("x", letter).replaceAll("0", digit);
}

type Range = [from: number, to: number];

/** Replaces what lies between the ranges. */
function weave(text: string, kept: readonly Range[], between: (piece: string) => string): string {
  let woven = "";
  let at = 0;
  for (const [from, to] of kept) {
    if (to <= at) continue;
    woven += between(text.slice(at, Math.max(at, from))) + text.slice(Math.max(at, from), to);
    at = to;
  }
  return woven + between(text.slice(at));
}

function findKept(text: string, { parts, starts, ends, patterns }: Literals): Range[] {
  const folded = text.toLowerCase();
  // Some letters are longer in lower case; places in the one are then none in the other.
  if (folded.length !== text.length) return [];

  const ranges: Range[] = [];
  for (const pattern of patterns)
    for (const { index, 0: found } of text.matchAll(new RegExp(pattern, "gi")))
      ranges.push([index, index + found.length]);
  for (const part of parts) ranges.push(...findPart(folded, part.toLowerCase()));
  for (const start of starts) if (folded.startsWith(start.toLowerCase())) ranges.push([0, start.length]);
  for (const end of ends) if (folded.endsWith(end.toLowerCase())) ranges.push([text.length - end.length, text.length]);
  return ranges.toSorted(([a], [b]) => a - b);
}

/** Very short literals are in every other word: they stay only where they are words of their own. */
const shortest = 3;

function findPart(text: string, part: string): Range[] {
  const ranges: Range[] = [];
  if (part === "") return ranges;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1))
    if (part.length >= shortest || isWord(text, at, at + part.length)) ranges.push([at, at + part.length]);
  return ranges;
}

function isWord(text: string, from: number, to: number): boolean {
  return !/[\p{L}\p{N}]$/u.test(text.slice(0, from)) && !/^[\p{L}\p{N}]/u.test(text.slice(to));
}

/** Parts of an address that say what kind of page it is. */
const loginWords =
  /^(log-?in|sign-?in|sso|oauth2?|saml2?|authorize|auth|session|new)([._-]?(html?|php|aspx?|jsp|do))?$/i;

/** An address with its origin and the segments of its path that are known; all else in shape. */
export function maskUrl(address: string, known: ReadonlySet<string>): string {
  const url = URL.parse(address);
  if (url === null || !/^(https?|wss?):$/.test(url.protocol))
    return address === "about:blank" ? address : shapeOf(address);
  url.username = url.password = "";
  const show = (text: string): string => (known.has(text) || loginWords.test(text) ? text : shapeOf(readable(text)));
  url.pathname = url.pathname.split("/").map(show).join("/");
  const query = [...url.searchParams].map(([name, value]) => `${show(name)}=${show(value)}`).join("&");
  const hash = url.hash === "" ? "" : `#${shapeOf(readable(url.hash.slice(1)))}`;
  return `${url.href.split(/[?#]/, 1)[0]}${query === "" ? "" : `?${query}`}${hash}`.replaceAll(/\s/g, "%20");
}

/** What percent signs stand for is masked with the rest. */
function readable(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Percent signs that stand for themselves.
  }
}

/** What of an address is known beforehand: nothing of it was chosen by a page. */
export function segmentsOf(address: string): string[] {
  const [path = "", query = ""] = address.replace(/^[\w*]+:\/\/[^/]*/, "").split(/[?#]/);
  return [...path.split("/"), ...query.split(/[&=]/)].filter((segment) => segment !== "");
}

/** An address without what opens something: the credentials in it, and what looks like a token in its query. */
export function withoutTokens(address: string): string {
  const url = URL.parse(address);
  if (url === null) return address;
  url.username = url.password = "";
  const pairs = Array.from(url.searchParams);
  for (const [name, value] of pairs.filter((pair) => secretName.test(pair[0]) || looksLikeToken(pair[1])))
    url.searchParams.set(name, shapeOf(value));
  return url.href;
}

export const secretName =
  /token|secret|passw|api-?_?key|^key$|auth|csrf|xsrf|nonce|sig(nature)?$|session|credential|^code$/i;

function looksLikeToken(value: string): boolean {
  return /^[\w.~+/=-]{20,}$/.test(value) && /\d/.test(value) && /[a-z]/i.test(value);
}
