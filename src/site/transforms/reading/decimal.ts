import { toPlainDigits, withoutMarks } from "./fold.ts";
import { memo } from "./memo.ts";

/** The sign before the decimals; the other one groups thousands. */
export type DecimalSign = "." | ",";

/** The sign that a language writes before its decimals. */
export const decimalSignOf = memo(100, (locale: string): DecimalSign => {
  const parts = new Intl.NumberFormat(locale).formatToParts(1.5);
  return parts.find(({ type }) => type === "decimal")?.value === "," ? "," : ".";
});

// One group sign within a number: `1,234 567` may be two numbers. In India groups are of two: `12,34,567`.
const patterns = {
  ".": /^([+-]?)(\d+|\d{1,3}(?:([,\s'’])\d{3})(?:\3\d{3})*|\d{1,2}(?:,\d{2})+,\d{3})?(?:\.(\d+))?$/,
  ",": /^([+-]?)(\d+|\d{1,3}(?:([.\s'’])\d{3})(?:\3\d{3})*)?(?:,(\d+))?$/,
};

/** Longer than any number that is one; keeps the patterns from long texts. */
const longest = 60;

/** A number as JavaScript writes it, or nothing where the text could be read in two ways. */
export function toPlainNumber(text: string, sign: DecimalSign): string | undefined {
  const trimmed = text.trim();
  if (/^-?\d{1,15}$/.test(trimmed)) return trimmed;
  if (trimmed.length > longest) return undefined;

  const match = patterns[sign].exec(toPlainSigns(trimmed, sign));
  const [, minus = "", whole = "", , decimals = ""] = match ?? [];
  if (whole === "" && decimals === "") return undefined;
  return `${minus}${whole.replaceAll(/\D/g, "") || "0"}${decimals && `.${decimals}`}`;
}

function toPlainSigns(text: string, sign: DecimalSign): string {
  const signed = withoutMarks(text).trim().replace(/^[−–]/, "-");
  // oxlint-disable-next-line no-control-regex -- ASCII has nothing to convert
  if (/^[\x20-\x7e]*$/.test(signed)) return signed;
  return toPlainDigits(signed).replaceAll("٫", sign).replaceAll("٬", "'");
}
