import { expect, test } from "vitest";
import { run } from "./run.ts";

test.each([
  ["42 %", {}, 42],
  ["42\u00a0%", {}, 42],
  ["%42", {}, 42],
  ["٤٢٪", {}, 42],
  ["−0.5%", {}, -0.5],
  ["120%", {}, 120],
  [42, {}, 42],
  [0.57, { from: "fraction" }, 57],
  ["0.57", { from: "fraction" }, 57],
  ["57%", { from: "fraction" }, 57],
  ["0,5 %", { decimal: "," }, 0.5],
])("reads %j with %j", (input, options, value) => {
  expect(run("percent", input, options)).toEqual({ value });
});

test.each(["", "%", "% 42 %", "4.2.1%", "42 percent", "true"])("does not guess at %j", (input) => {
  expect(run("percent", input)).toEqual({ missing: `“${input}” is not a percentage` });
});

test.each(["en-US", "de-DE", "fr-FR", "es-ES", "tr-TR", "ar-EG"])("reads what Intl writes in %s", (locale) => {
  const text = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(0.425);
  expect(run("percent", text, {}, { locale })).toEqual({ value: 42.5 });
});
