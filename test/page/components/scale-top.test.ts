import { expect, test } from "vitest";
import { toScaleTop } from "../../../src/page/components/scale-top.ts";

test.each([
  [[], 2],
  [[0, null], 2],
  [[7], 8],
  [[87, null, 3], 100],
  [[140], 200],
  [[99_999], 100_000],
])("a scale that holds %j ends at %i", (counts, expected) => {
  expect(toScaleTop(counts)).toBe(expected);
});
