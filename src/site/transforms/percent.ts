import { z } from "zod";
import { decimalSignOf, toPlainNumber } from "./reading/decimal.ts";
import { withoutMarks } from "./reading/fold.ts";
import { defineTransform, fromText, quoted, type Outcome } from "./transform.ts";

const options = z.strictObject({
  from: z
    .enum(["percent", "fraction"])
    .default("percent")
    .meta({ description: "What a number without a percent sign is: 42, or 0.42 of one" }),
  decimal: z.enum([".", ","]).optional().meta({ description: "The sign before the decimals, as in `number`" }),
});

export const percent = defineTransform({
  description: "Reads a share as a number of percent: `42 %`, `0.5%`, or the number alone.",
  examples: [
    { input: "42%", gives: { value: 42 } },
    { input: "42", gives: { value: 42 } },
    { input: "0,5 %", locale: "de-DE", gives: { value: 0.5 } },
    { input: "0.42", options: { from: "fraction" }, gives: { value: 42 } },
    { input: "42 points", gives: { missing: "“42 points” is not a percentage" } },
  ],
  options,
  bare: {},
  apply: (input, { from, decimal }, { locale }) => {
    if (typeof input === "number") return toOutcome(String(input), from === "fraction", String(input));
    return fromText(input, (text) => {
      const bare = withoutSign(text);
      const plain = toPlainNumber(bare ?? text, decimal ?? decimalSignOf(locale));
      return toOutcome(plain, from === "fraction" && bare === undefined, text);
    });
  },
});

/** The number of a text that says percent itself; Turkish and Basque put the sign first. */
function withoutSign(text: string): string | undefined {
  const trimmed = withoutMarks(text).trim();
  if (/[%٪]$/.test(trimmed)) return trimmed.slice(0, -1);
  return /^[%٪]/.test(trimmed) ? trimmed.slice(1) : undefined;
}

function toOutcome(plain: string | undefined, isFraction: boolean, text: string): Outcome {
  // Fifteen digits are what a double holds: 0.57 times 100 is not 57.
  const value = isFraction ? Number((Number(plain) * 100).toPrecision(15)) : Number(plain);
  return Number.isFinite(value) ? { value } : { missing: `${quoted(text)} is not a percentage` };
}
