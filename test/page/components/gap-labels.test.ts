import { expect, test } from "vitest";
import { placeGapLabels } from "../../../src/page/components/gap-labels.ts";

const minuteMs = 60_000;
const to = Date.parse("2026-11-23T12:00:00Z");
const hour = { from: to - 60 * minuteMs, to };

/** Gaps from so many minutes ago to so many minutes ago, in a plot of 16 pixels a minute. */
function place(...gaps: [from: number, to: number][]) {
  const given = gaps.map(([begin, end]) => ({ from: to - begin * minuteMs, to: to - end * minuteMs }));
  return placeGapLabels({ ...hour, gaps: given }, 960).map(({ text, place, left, width }) => ({
    text: text.replaceAll("\u00a0", " "),
    place,
    left,
    width,
  }));
}

test("a band that has room for its label holds it", () => {
  expect(place([40, 35.5])).toEqual([{ text: "No data 4 min 30 s", place: "within", left: 320, width: 72 }]);
});

test("the label of a narrower band stands above its middle, and never beyond the plot", () => {
  const label = { place: "above", width: 116 };

  expect(place([40, 37.5])).toEqual([{ text: "No data 2 min 30 s", ...label, left: 282 }]);
  expect(place([60, 57.5])).toEqual([{ text: "No data 2 min 30 s", ...label, left: 0 }]);
  expect(place([3, 0.5])).toEqual([{ text: "No data 2 min 30 s", ...label, left: 844 }]);
});

test("a narrow gap that goes on has no label, a wide one has", () => {
  expect(place([2, 0])).toEqual([]);
  expect(place([20, 0])).toEqual([{ text: "No data 20 min", place: "within", left: 640, width: 320 }]);
});

test("of two labels that would run into each other, the newer one is shown", () => {
  expect(place([30, 28], [26, 24]).map(({ left }) => left)).toEqual([517]);
  expect(place([50, 48], [26, 24]).map(({ left }) => left)).toEqual([517, 133]);
});

test("a plot that is narrower than a label has none", () => {
  expect(placeGapLabels({ ...hour, gaps: [{ from: to - 40 * minuteMs, to: to - 38 * minuteMs }] }, 0)).toEqual([]);
});
