import { useRef } from "react";
import type { Chart } from "../view/timeline.ts";
import { placeGapLabels } from "./gap-labels.ts";
import { useMeasured } from "./use-measured.ts";

/** The times of which nothing is known, hatched over both panes. */
export function Gaps({ chart }: { chart: Chart }) {
  const root = useRef<HTMLDivElement>(null);
  const pixels = useMeasured(root, toPixels, 0);
  const { gaps, from, to } = chart;
  const toShare = (ms: number): string => `${(ms / (to - from)) * 100}%`;

  return (
    <div className="lm-gaps" ref={root}>
      {gaps.map((gap) => (
        <div
          key={gap.from}
          className="lm-gap lm-hatched"
          style={{ left: toShare(gap.from - from), width: toShare(gap.to - gap.from) }}
        />
      ))}
      {placeGapLabels(chart, pixels).map(({ gap, text, place, left, width }) => (
        <p key={gap.from} className={`lm-gap-label lm-is-${place}`} style={{ left, width }}>
          <span>{text}</span>
        </p>
      ))}
    </div>
  );
}

function toPixels({ clientWidth }: HTMLElement): number {
  return clientWidth;
}
