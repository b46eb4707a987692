import type { Chart, Gap } from "../view/timeline.ts";
import { toLengthText } from "../view/words.ts";

/** What a character takes at most, on average, with the padding of both sides besides. */
const characterPixels = 6;
const paddingPixels = 8;
const noBreak = "\u00a0";

/** What stands on a gap, in pixels from the left edge of the plot. */
export interface GapLabel {
  gap: Gap;
  /** Breaks between its two parts alone. */
  text: string;
  place: "within" | "above";
  left: number;
  width: number;
}

/**
 * Where the labels of gaps stand: within a band that has room for one, else above it and within the plot. One that would
 * run into that of a newer gap is left out, and so is that of a narrow gap that goes on: the heading says since when.
 */
export function placeGapLabels(
  { gaps, from, to }: Pick<Chart, "gaps" | "from" | "to">,
  plotPixels: number,
): GapLabel[] {
  const toPixels = (ms: number): number => (ms / (to - from)) * plotPixels;
  const labels: GapLabel[] = [];
  let freeUpTo = plotPixels;
  for (const gap of gaps.toReversed()) {
    const length = toLengthText(gap.to - gap.from);
    const text = ["No data", length].map((part) => part.replaceAll(" ", noBreak)).join(" ");
    const band = { left: toPixels(gap.from - from), width: toPixels(gap.to - gap.from) };
    if (band.width >= toTextPixels(length)) {
      labels.push({ gap, text, place: "within", ...band });
    } else if (gap.to !== to) {
      const width = toTextPixels(text);
      const left = Math.min(Math.max(band.left + (band.width - width) / 2, 0), plotPixels - width);
      if (left < 0 || left + width > freeUpTo) continue;
      labels.push({ gap, text, place: "above", left, width });
      freeUpTo = left;
    }
  }
  return labels;
}

/** Where there is room for this, there is for "No data" as well. */
function toTextPixels(text: string): number {
  return Math.max(text.length, "No data".length) * characterPixels + paddingPixels;
}
