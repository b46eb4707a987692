import { findBounded } from "../site/transforms/reading/bounded-regex.ts";
import { transforms } from "../site/transforms/index.ts";
import type { Transform, TransformContext } from "../site/transforms/transform.ts";

const number = String.raw`(?:\d{1,3}(?:[.,'’\s]\d{3})+|\d+(?:[.,]\d+)*)`;
/** A number that goes on (“1,000+”, “1.2k”) is no total, and one of pages is none of rows. */
const ended = String.raw`(?![.,'’\s]?\d|\s?[+/]|\s?(?:k|m|mio|tsd|mil|mille|pages?|seiten?|páginas?|pagine)\b)`;
const outOf = String.raw`\s*(?:\p{L}+\s+)?(?:\b(?:out of|of|von|aus|sur|de|di|van)\b|\/)\s*`;

/** “Page 2 of 3” */
const pageCount = new RegExp(
  String.raw`(?<!\p{L})(?:page|seite|página|pagina)\s*${number}(?:${outOf}${number})?`,
  "giu",
);
/** “1–50 of 1,284”, “1 bis 50 von 1.284”, “1 à 50 sur 1 284”, “1-50 de 1.284”, “50 / 1,284”, “10 users of 57”. */
const total = new RegExp(`(?<![\\d/])${number}${outOf}(${number})${ended}`, "giu");
const anyNumber = new RegExp(number, "gu");
const onlyNumber = new RegExp(`(${number})${ended}`, "iu");

/**
 * The total that a page's own text states; undefined where the text states none that can be told for sure. A `pattern`
 * names it by its first group; otherwise it is what stands after “of” in one of the known languages, or the only number.
 */
export function readClaim(text: string, pattern: string | undefined, context: TransformContext): number | undefined {
  const start = text.slice(0, longestText);
  const stated = pattern === undefined ? findTotal(start) : findStated(start, pattern);
  return stated === undefined ? undefined : readTotal(stated.trim(), context);
}

/** A line about a total is short. */
const longestText = 2_000;

function findStated(text: string, pattern: string): string | undefined {
  const match = findBounded(pattern, text);
  return match === "stopped" ? undefined : match?.[1];
}

function findTotal(text: string): string | undefined {
  const withoutPages = text.replaceAll(pageCount, " ");
  const totals = new Set([...withoutPages.matchAll(total)].map(([, stated]) => stated));
  if (totals.size > 0) return totals.size === 1 ? [...totals][0] : undefined;
  return [...withoutPages.matchAll(anyNumber)].length === 1 ? onlyNumber.exec(withoutPages)?.[1] : undefined;
}

/** In the page's language: “1.284” has decimals in English, and a total has none. */
function readTotal(stated: string, context: TransformContext): number | undefined {
  const { options, bare } = transforms.number;
  const outcome = (transforms.number as Transform).apply(stated, options.parse(bare), context);
  const isWhole = "value" in outcome && outcome.value === Number(stated.replaceAll(/\D/g, ""));
  return isWhole ? (outcome.value as number) : undefined;
}
