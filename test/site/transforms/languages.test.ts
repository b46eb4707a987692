import { describe, expect, test } from "vitest";
import { run } from "./run.ts";

/** Languages that we have no words for, and the four that we have. */
const locales = (
  "af ar ar-SA az bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl he hi hr hu hy id is it ja ka kk km ko ky " +
  "lt lv mk ml mn mr ms my nb nl pa pl ps pt ro ru si sk sl sq sr sv sw ta te th tr uk ur uz vi zh zh-TW zu"
).split(" ");

const moments = ["2026-03-05T19:05:00.000Z", "2025-10-11T01:02:00.000Z", "2026-09-30T12:30:00.000Z"];
const styles = ["full", "long", "medium", "short"] as const;

/** Read right, or refused: never taken for something else. */
function expectRightOrMissing(outcome: unknown, value: unknown, text: string): void {
  const isMissing = typeof outcome === "object" && outcome !== null && "missing" in outcome;
  expect([text, isMissing ? { value } : outcome]).toEqual([text, { value }]);
}

describe.each(locales)("what Intl writes in %s is never misread", (locale) => {
  test("as a date", () => {
    for (const moment of moments)
      for (const dateStyle of styles)
        for (const timeStyle of ["short", undefined] as const) {
          const format = new Intl.DateTimeFormat(locale, {
            dateStyle,
            ...(timeStyle && { timeStyle }),
            timeZone: "UTC",
          });
          const text = format.format(new Date(moment));
          const value = timeStyle ? moment : `${moment.slice(0, 10)}T00:00:00.000Z`;
          expectRightOrMissing(run("date", text, {}, { locale }), value, text);
        }
  });

  test("as a number", () => {
    for (const value of [1234.5, 1_234_567, 0.25, -12.5]) {
      const text = new Intl.NumberFormat(locale).format(value);
      expect([text, run("number", text, {}, { locale })]).toEqual([text, { value }]);
    }
  });

  test("as a short number", () => {
    for (const value of [1200, 2e4, 1.2e6, 1.2e9, 1.2e12])
      for (const compactDisplay of ["short", "long"] as const) {
        const text = new Intl.NumberFormat(locale, { notation: "compact", compactDisplay }).format(value);
        expectRightOrMissing(run("number", text, {}, { locale }), value, text);
      }
  });
});
