import { expect, test } from "vitest";
import {
  toCountText,
  toInitials,
  toLengthText,
  toMinutesText,
  toMomentText,
  toReachText,
  toTimeText,
} from "../../../src/page/view/words.ts";

test.each([
  [-5_000, "0 s"],
  [0, "0 s"],
  [3_999, "3 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [17 * 60_000, "17 min"],
  [68 * 60_000, "1 h 08"],
  [47 * 3_600_000, "47 h 00"],
  [49 * 3_600_000, "2 d"],
  [85_733 * 86_400_000, "85.7 k d"],
])("a time of %d ms reads %s", (ms, text) => {
  expect(toTimeText(ms)).toBe(text);
});

test.each([
  [0, "0 min"],
  [0.5, "0 min"],
  [42.9, "42 min"],
  [68, "1 h 08"],
])("a session of %d minutes reads %s", (minutes, text) => {
  expect(toMinutesText(minutes)).toBe(text);
});

test.each([
  [0, "0"],
  [402, "402"],
  [9_120, "9,120"],
  [18_412, "18.4 k"],
  [99_949, "99.9 k"],
  [99_950, "100 k"],
  [184_120, "184 k"],
  [999_499, "999 k"],
  [999_500, "1 M"],
  [2_100_000, "2.1 M"],
  [123_456_789_012, "123 B"],
  [9_007_199_254_740_991, "9e+15"],
])("a count of %d reads %s", (count, text) => {
  expect(toCountText(count)).toBe(text);
});

test.each([
  ["Tobias Okafor", "TO"],
  ["Noor van Dijk", "ND"],
  ["élodie", "É"],
  ["  Wei-Lin   Hsu ", "WH"],
  ["𝒜da 𝒵eno", "𝒜𝒵"],
  ["<img src=x onerror=alert(1)>", "?"],
  ["user 42", "?"],
  ["", "?"],
])("the initials of %j are %s", (name, initials) => {
  expect(toInitials(name)).toBe(initials);
});

test.each([
  [40_000, "40 s"],
  [59_700, "1 min"],
  [119_600, "2 min"],
  [119_400, "1 min 59 s"],
  [270_000, "4 min 30 s"],
  [4_080_000, "1 h 08"],
])("%d ms lasted %s", (ms, text) => {
  expect(toLengthText(ms)).toBe(text);
});

test.each([
  ["2026-11-23T11:00:00", "of last hour"],
  ["2026-11-23T11:00:01", "since 11:00:01"],
])("what is known from %s on is known %s", (since, text) => {
  expect(toReachText(Date.parse(since), Date.parse("2026-11-23T12:00:00"))).toBe(text);
});

test.each([
  ["2026-11-23T11:58:06", "11:58"],
  ["2026-11-22T12:00:01", "12:00"],
  ["2026-11-22T12:00:00", "24 h 00 ago"],
  ["2026-11-20T12:00:00", "3 d ago"],
])("the moment %s is told as %s at noon", (at, text) => {
  expect(toMomentText(Date.parse(at), Date.parse("2026-11-23T12:00:00"))).toBe(text);
});
