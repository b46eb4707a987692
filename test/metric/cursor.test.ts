import { expect, test } from "vitest";
import { parseCursor, toCursorText } from "../../src/metric/cursor.ts";

test("a cursor is read as it was written", () => {
  const cursor = { epoch: "b2c7-1", seq: 42 };
  expect(toCursorText(cursor)).toBe("b2c7-1:42");
  expect(parseCursor("b2c7-1:42")).toEqual(cursor);
});

test.each([
  undefined,
  "",
  "42",
  ":42",
  "e:",
  "e:-1",
  "e:1.5",
  "e:1:2",
  "e :1",
  "e:9999999999999999",
  `${"e".repeat(65)}:1`,
])("%j is no cursor", (text) => {
  expect(parseCursor(text)).toBeUndefined();
});
