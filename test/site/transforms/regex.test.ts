import { expect, test } from "vitest";
import { run } from "./run.ts";

test("says that a group took nothing", () => {
  expect(run("regex", "b", "(a)?b")).toEqual({ missing: "“b” does not match /(a)?b/" });
});

test.each(["(a+)+$", "(a|a)*$", "(?:a?){40}$", "(\\w*)*x", "a*a*a*a*a*a*a*a*b", "(?<x>[a]+)+$"])(
  "stops a pattern that would not end: %s",
  (pattern) => {
    const text = `${"a".repeat(200)}!`;
    expect(run("regex", text, pattern)).toEqual({ missing: `/${pattern}/ takes too long on “${"a".repeat(60)}…”` });
  },
);

test.each([
  ["(?:\\w+ )+(\\d+)", "all the actions 40", "40"],
  ["^([^\\]]+)\\]", "a]", "a"],
  ["(\\d{1,3}(?:,\\d{3})*) views", "1,234,567 views", "1,234,567"],
  ["\\((a|b)+\\)", "(aba)", "a"],
])("%s takes of %j what it should", (pattern, input, value) => {
  expect(run("regex", input, pattern)).toEqual({ value });
});

test("refuses text long enough for a bad pattern to hang", () => {
  expect(run("regex", "a".repeat(2_001), "(a+)+$")).toEqual({
    missing: "text of 2001 characters is too long for a regex",
  });
});
