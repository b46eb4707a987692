import { expect, test } from "vitest";
import { duration, parseDuration, positiveDuration, toDurationText } from "../src/duration.ts";

test.each([
  ["500ms", 500],
  ["30s", 30_000],
  ["1.5m", 90_000],
  ["2h", 7_200_000],
  ["1d", 86_400_000],
  [" 5s ", 5_000],
  ["0s", 0],
])("%j is %i milliseconds", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "5", "s", "-5s", "5 s", "5S", "1h30m", "1e3s", ".5s", "Infinitys"])("%j is no duration", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test.each([
  [0, "0 ms"],
  [999.9, "999 ms"],
  [1_000, "1 s"],
  [2_540, "2.5 s"],
  [59_940, "59.9 s"],
  [59_960, "1 min"],
  [180_000, "3 min"],
  [3_569_000, "59 min"],
  [3_590_000, "1 h 00"],
  [3_900_000, "1 h 05"],
  [90_000_000, "25 h 00"],
])("%i milliseconds are written as %s", (ms, text) => {
  expect(toDurationText(ms)).toBe(text);
});

test.each([
  ["24d", undefined],
  ["25d", "must be at most 24d"],
  [30, 'must be a duration such as "500ms", "30s", "5m" or "1h"'],
  ["soon", 'must be a duration such as "500ms", "30s", "5m" or "1h"'],
])("a config that says %j hears %j", (written, message) => {
  expect(duration.safeParse(written).error?.issues.map((issue) => issue.message)).toEqual(
    message === undefined ? undefined : [message],
  );
});

test("an interval is more than no time", () => {
  expect(duration.parse("0s")).toBe(0);
  expect(positiveDuration.safeParse("0s").error?.issues[0]?.message).toBe("must be more than 0s");
});
