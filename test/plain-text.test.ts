import { expect, test } from "vitest";
import { toPlainText } from "../src/plain-text.ts";

test.each([
  ["Ada Lindqvist", "Ada Lindqvist"],
  ["日本語 👩‍🔬", "日本語 👩‍🔬"],
  ["two\nlines\tand a tab", "two lines and a tab"],
  ["\u001b]0;title\u0007", "\\u001b]0;title\\u0007"],
  ["\u0000\u007f\u009b", "\\u0000\\u007f\\u009b"],
  ["\u202eevil\u2066", "\\u202eevil\\u2066"],
  ["a\rb", "a\\u000db"],
])("%j is shown as %j", (text, shown) => {
  expect(toPlainText(text)).toBe(shown);
});
