import { expect, test } from "vitest";
import { parseRetryAfter } from "../../../src/delivery/sinks/status-error.ts";

const now = Date.parse("2026-11-23T12:00:00Z");

test.each([
  ["7", 7_000],
  ["0", 0],
  ["Mon, 23 Nov 2026 12:00:30 GMT", 30_000],
  ["Mon, 23 Nov 2026 11:00:00 GMT", 0],
  ["soon", undefined],
  [undefined, undefined],
])("Retry-After %j is %j milliseconds", (header, expected) => {
  expect(parseRetryAfter(header, now)).toBe(expected);
});
