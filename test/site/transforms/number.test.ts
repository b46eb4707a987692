import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { run } from "./run.ts";

describe("in English", () => {
  test.each([
    ["0", 0],
    ["007", 7],
    ["+3", 3],
    ["-12.5", -12.5],
    ["–4", -4],
    ["−4", -4],
    [".5", 0.5],
    ["1.234", 1.234],
    ["1,234,567.25", 1_234_567.25],
    ["12'500", 12_500],
    ["12’500", 12_500],
    ["3 650", 3650],
    ["3\u00a0650", 3650],
    ["3\u202f650", 3650],
    ["  8 ", 8],
    ["٣", 3],
    ["१२३", 123],
    ["１２", 12],
    [17, 17],
    [1e-9, 1e-9],
    ["3.4k", 3400],
    ["3.4 K", 3400],
    ["1.1M", 1_100_000],
    ["-2B", -2_000_000_000],
    ["1.2 million", 1_200_000],
    ["2 Tn", 2_000_000_000_000],
  ])("reads %j", (input, value) => {
    expect(run("number", input)).toEqual({ value });
  });

  test.each([
    "",
    ".",
    "12%",
    "1,2,3",
    "1,23",
    "1,234 567",
    "1.234.567",
    "1.234,56",
    "NaN",
    "Infinity",
    "1e3",
    "0x10",
    "- 5",
    "5 m",
    "5 b",
    "k",
    "$5",
    "40 actions",
    "5 constructor",
    "1,2k",
  ])("does not guess at %j", (input) => {
    expect(run("number", input)).toEqual({ missing: `“${input}” is not a number` });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("does not take %j for a number", (input) => {
    expect(run("number", input)).toEqual({ missing: `“${input}” is not a number` });
  });
});

describe("in another language", () => {
  test.each([
    ["de-DE", "1.234", 1234],
    ["de-DE", "1,234", 1.234],
    ["de-DE", "1.234,56", 1234.56],
    ["de-DE", "3,4 Tsd.", 3400],
    ["de-DE", "1,2 Mio.", 1_200_000],
    ["de-DE", "2 Mrd.", 2_000_000_000],
    ["de-DE", "1 Billion", 1_000_000_000_000],
    ["de-DE", "3,4k", 3400],
    ["de-CH", "1’234.5", 1234.5],
    ["fr-FR", "1 234,5", 1234.5],
    ["fr-FR", "1\u202f234,5", 1234.5],
    ["fr-FR", "2 k", 2000],
    ["fr-FR", "1,2 M", 1_200_000],
    ["fr-FR", "1,5 Md", 1_500_000_000],
    ["es-ES", "3,4 mil", 3400],
    ["es-ES", "1,2 M", 1_200_000],
    ["es-ES", "1,2 millón", 1_200_000],
    ["es-ES", "2 mil millones", 2_000_000_000],
    ["es-ES", "2 B", 2_000_000_000_000],
    ["tr-TR", "1,2 B", 1200],
    ["sv-SE", "1,2 tn", 1200],
    ["hi-IN", "1.2 लाख", 120_000],
    ["ja-JP", "1.2万", 12_000],
    ["pl-PL", "3,4k", 3400],
    ["ar-EG", "١٬٢٣٤٫٥", 1234.5],
  ])("reads %s %j", (locale, input, value) => {
    expect(run("number", input, {}, { locale })).toEqual({ value });
  });

  test.each([
    ["de-DE", "1.23"],
    ["de-DE", "1,234.5"],
    ["de-DE", "3.4k"],
    ["fr-FR", "1,234,567"],
  ])("does not guess at %s %j", (locale, input) => {
    expect(run("number", input, {}, { locale })).toEqual({ missing: `“${input}” is not a number` });
  });

  test("the option has the last word on the decimal sign", () => {
    expect(run("number", "1.234", { decimal: "." }, { locale: "de-DE" })).toEqual({ value: 1.234 });
    expect(run("number", "1.234", { decimal: "," })).toEqual({ value: 1234 });
  });

  test("a number is not text, and its decimal sign is always a point", () => {
    expect(run("number", 1.5, {}, { locale: "de-DE" })).toEqual({ value: 1.5 });
  });
});

test.each(["en-US", "en-GB", "en-IN", "de-DE", "de-CH", "fr-FR", "es-ES"])("reads what Intl writes in %s", (locale) => {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const thousandths = fc.integer({ min: -1e12, max: 1e12 }).map((count) => count / 1000);
  fc.assert(
    fc.property(thousandths, (value) => {
      // Negative zero reads as what it says; both are nothing.
      expect(run("number", format.format(value), {}, { locale })).toEqual({ value: value === 0 ? 0 : value });
    }),
  );
});

test.each(["en-US", "de-DE", "fr-FR", "es-ES"])("reads the short numbers that Intl writes in %s", (locale) => {
  for (const compactDisplay of ["short", "long"] as const)
    for (const value of [1, 999, 1200, 34_000, 1_200_000, 1e6, 2e6, 2e9, 1.5e9, 2e12]) {
      const text = new Intl.NumberFormat(locale, { notation: "compact", compactDisplay }).format(value);
      expect([text, run("number", text, {}, { locale })]).toEqual([text, { value }]);
    }
});
