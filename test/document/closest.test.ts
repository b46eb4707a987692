import { expect, test } from "vitest";
import { closest } from "../../src/document/closest.ts";

const known = ["stdout", "rest", "websocket", "interval", "url"];

test.each([
  ["websockt", "websocket"],
  ["intervall", "interval"],
  ["REST", "rest"],
  ["rset", "rest"],
  ["stdotu", "stdout"],
  ["ulr", "url"],
])("takes %j for %j", (word, meant) => {
  expect(closest(word, known)).toBe(meant);
});

test.each(["", "kafka", "x", "timeout"])("does not guess what %j stands for", (word) => {
  expect(closest(word, known)).toBeUndefined();
});
