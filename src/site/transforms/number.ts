import { z } from "zod";
import { decimalSignOf, toPlainNumber, type DecimalSign } from "./reading/decimal.ts";
import { powerOf } from "./reading/powers.ts";
import { defineTransform, fromText, quoted, type Outcome } from "./transform.ts";

const options = z.strictObject({
  decimal: z.enum([".", ","]).optional().meta({
    description: "The sign before the decimals, the other one groups thousands; else the page's language says",
  }),
});

export const number = defineTransform({
  description:
    "Reads a number with or without grouped thousands, as the page's language writes it: `1,234`, `−12.5`, `3 650`, " +
    "and short ones: `3.4k`, `1.2M`, `2 Mio.`, `1,2 Md`, `3,4 mil`.",
  examples: [
    { input: "1,234", gives: { value: 1234 } },
    { input: "−12.5", gives: { value: -12.5 } },
    { input: "3 650", gives: { value: 3650 } },
    { input: "3.4k", gives: { value: 3400 } },
    { input: "1.234,56", options: { decimal: "," }, gives: { value: 1234.56 } },
    { input: "1.234,56", locale: "de-DE", gives: { value: 1234.56 } },
    { input: "1,2 Mio.", locale: "de-DE", gives: { value: 1_200_000 } },
    { input: "1,234", locale: "de-DE", gives: { value: 1.234 } },
    { input: "40 actions", gives: { missing: "“40 actions” is not a number" } },
    { input: "1,23", gives: { missing: "“1,23” is not a number" } },
  ],
  options,
  bare: {},
  apply: (input, { decimal }, { locale }) =>
    typeof input === "number"
      ? toOutcome(input, String(input))
      : fromText(input, (text) => toOutcome(readNumber(text, locale, decimal ?? decimalSignOf(locale)), text)),
});

function readNumber(text: string, locale: string, sign: DecimalSign): number {
  const plain = toPlainNumber(text, sign);
  return plain === undefined ? readShort(text.trim(), locale, sign) : Number(plain);
}

/** Of a number with a word, such as `1.2M`. */
function readShort(text: string, locale: string, sign: DecimalSign): number {
  const start = text.search(/\p{L}/u);
  const plain = start > 0 ? toPlainNumber(text.slice(0, start), sign) : undefined;
  const power = plain === undefined ? undefined : powerOf(text.slice(start).replace(/\.$/, ""), locale);
  // By exponent and not by product: 1.1 times 1e6 is not 1,100,000.
  return power === undefined ? Number.NaN : Number(`${plain}e${power}`);
}

function toOutcome(value: number, text: string): Outcome {
  return Number.isFinite(value) ? { value } : { missing: `${quoted(text)} is not a number` };
}
