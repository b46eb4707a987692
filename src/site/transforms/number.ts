import { z } from "zod";
import { defineTransform, fromText, quoted } from "./transform.ts";

const options = z.strictObject({
  decimal: z
    .enum([".", ","])
    .default(".")
    .meta({ description: "The sign before the decimals; the other one groups thousands" }),
});

export const number = defineTransform({
  description: "Reads a number with or without grouped thousands: `1,234`, `−12.5`, `3 650`.",
  examples: [
    { input: "1,234", gives: { value: 1234 } },
    { input: "−12.5", gives: { value: -12.5 } },
    { input: "3 650", gives: { value: 3650 } },
    { input: "1.234,56", options: { decimal: "," }, gives: { value: 1234.56 } },
    { input: "40 actions", gives: { missing: "“40 actions” is not a number" } },
    { input: "1,23", gives: { missing: "“1,23” is not a number" } },
  ],
  options,
  bare: {},
  apply: (input, { decimal }) => fromText(input, (text) => readNumber(text, decimal)),
});

const patterns = {
  ".": /^([+-]?)(\d+|\d{1,3}(?:[,\s'’]\d{3})+)(?:\.(\d+))?$/,
  ",": /^([+-]?)(\d+|\d{1,3}(?:[.\s'’]\d{3})+)(?:,(\d+))?$/,
};

function readNumber(text: string, decimal: "." | ",") {
  const match = patterns[decimal].exec(text.trim().replace(/^[−–]/, "-"));
  if (!match) return { missing: `${quoted(text)} is not a number` };

  const [, sign = "", whole = "", decimals = "0"] = match;
  return { value: Number(`${sign}${whole.replaceAll(/\D/g, "")}.${decimals}`) };
}
