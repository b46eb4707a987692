import { expect, test } from "vitest";
import { readClaim } from "../../src/scrape/claims.ts";

function claimOf(text: string, locale = "en-US", pattern?: string): number | undefined {
  return readClaim(text, pattern, { now: new Date(0), locale, timeZone: "UTC" });
}

test.each([
  ["1–50 of 1,284", "en-US", 1284],
  ["26–50 of 120 users", "en-US", 120],
  ["50 / 1,284", "en-US", 1284],
  ["10 users of 57.", "en-US", 57],
  ["10 out of 57", "en-US", 57],
  ["Showing 1 to 10 of 57 entries (filtered from 100 total entries)", "en-US", 57],
  ["Page 2 of 3 · 1–50 of 120", "en-US", 120],
  ["1,284 users", "en-US", 1284],
  ["Users (57)", "en-US", 57],
  ["0 users", "en-US", 0],
  ["全57件", "ja-JP", 57],
  ["1 bis 50 von 1.284 Einträgen", "de-DE", 1284],
  ["Seite 1 von 3 · 57 Einträge", "de-DE", 57],
  ["1 à 50 sur 1\u202f284", "fr-FR", 1284],
  ["1-50 de 1.284", "es-ES", 1284],
])("%j in %s claims %i", (text, locale, total) => {
  expect(claimOf(text, locale)).toBe(total);
});

test.each([
  ["No users", "en-US"],
  ["Page 2 of 3", "en-US"],
  ["Page 2", "en-US"],
  ["Página 2 de 3", "es-ES"],
  ["1 of 3 pages", "en-US"],
  ["1–50 of 1,000+", "en-US"],
  ["1–50 of about 1,300", "en-US"],
  ["1.2k users", "en-US"],
  ["12/10/2026", "en-US"],
  ["3 of 20 selected, 1–50 of 1,284", "en-US"],
  ["57 users, 3 online", "en-US"],
  // In English a dot stands before decimals, and a total has none.
  ["1.000 users", "en-US"],
  ["1–50 of 1.284", "en-US"],
])("%j in %s claims nothing that is sure", (text, locale) => {
  expect(claimOf(text, locale)).toBeUndefined();
});

test("a pattern names the total by its first group", () => {
  expect(claimOf("3 online, 57 in all", "en-US", "(\\d+) in all")).toBe(57);
  expect(claimOf("57 users", "en-US", "(\\d+) in all")).toBeUndefined();
});

test("a text made to take long ends soon", () => {
  expect(claimOf("1 ".repeat(50_000))).toBeUndefined();
});
