import { expect, test } from "vitest";
import { backoffMs } from "../../src/delivery/backoff.ts";

test.each([
  [0, 250],
  [1, 500],
  [2, 1_000],
  [5, 8_000],
  [6, 15_000],
  [2_000, 15_000],
])("after %i failures the wait is spread around %i ms", (attempt, middle) => {
  expect(backoffMs({ attempt, random: () => 0.5 })).toBe(middle);
  expect(backoffMs({ attempt, random: () => 0 })).toBe(0);
});

test("the receiver's own wish is the least, up to an hour", () => {
  expect(backoffMs({ attempt: 0, random: () => 0, retryAfterMs: 7_000 })).toBe(7_000);
  expect(backoffMs({ attempt: 0, random: () => 0.5, retryAfterMs: 7_000 })).toBe(7_250);
  expect(backoffMs({ attempt: 0, random: () => 0, retryAfterMs: 86_400_000 })).toBe(3_600_000);
});
