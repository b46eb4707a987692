import { useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { Chart } from "../view/timeline.ts";
import { placeGapLabels } from "./gap-labels.ts";

/** The times of which nothing is known, hatched over both panes. */
export function Gaps({ chart }: { chart: Chart }) {
  const root = useRef<HTMLDivElement>(null);
  const pixels = usePixels(root);
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

function usePixels(root: RefObject<HTMLElement | null>): number {
  const [pixels, setPixels] = useState(0);
  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setPixels(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [root]);
  return pixels;
}
