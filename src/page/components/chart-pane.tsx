import { useEffect, useRef } from "react";
import uPlot from "uplot";
import { secondMs } from "../view/times.ts";
import type { Chart } from "../view/timeline.ts";

interface ChartPaneProps {
  kind: "users" | "events";
  chart: Chart;
  /** The greatest count of the scale. */
  top: number;
  /** Told the moment the pointer is at. */
  onHover: (at: number | undefined) => void;
}

const users = "var(--lm-users, var(--lm-accent))";
const halfMinuteMs = 30_000;
/** What a scale's top leaves free above it, so that no line is cut. */
const headroom = 1 / 0.93;

/** One of the two panes of the chart. Both share the time and the hairline. */
export function ChartPane({ kind, chart, top, onHover }: ChartPaneProps) {
  const root = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);

  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const made = new uPlot(toOptions(kind, element, onHover), [[], []], element);
    plot.current = made;
    const observer = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    const unfollow = followTheme(() => made.redraw());
    return () => {
      unfollow();
      observer.disconnect();
      made.destroy();
    };
  }, [kind, onHover]);

  useEffect(() => {
    const { at, counts } = chart[kind];
    // A bar stands in the middle of its minute.
    const shift = kind === "events" ? halfMinuteMs : 0;
    plot.current?.batch(() => {
      plot.current?.setData([at.map((time) => (time + shift) / secondMs), [...counts]], false);
      plot.current?.setScale("x", { min: chart.from / secondMs, max: chart.to / secondMs });
      plot.current?.setScale("y", { min: 0, max: top * headroom });
    });
  }, [kind, chart, top]);

  return <div ref={root} className={`lm-pane lm-pane-${kind}`} aria-hidden="true" />;
}

function toOptions(kind: ChartPaneProps["kind"], element: Element, onHover: ChartPaneProps["onHover"]): uPlot.Options {
  const colour = (value: string): string => readColour(element, value);
  const axis = { show: true, size: 0, gap: 0, ticks: { show: false }, values: () => [], border: { show: false } };
  const grid = { stroke: () => colour("var(--lm-grid)"), width: 1 };

  return {
    width: Math.max(element.clientWidth, 1),
    height: Math.max(element.clientHeight, 1),
    padding: [0, 0, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { show: false },
      sync: { key: "live-metrics" },
    },
    scales: { x: { time: false, auto: false }, y: { auto: false } },
    axes: [
      { ...axis, grid, splits: (_, __, min, max) => toSplits(min, max, 600) },
      kind === "users"
        ? { ...axis, grid, splits: (_, __, min, max) => [max / headroom / 2, max / headroom].filter((at) => at > min) }
        : { ...axis, grid: { show: false } },
    ],
    series: [{}, kind === "users" ? toLine(colour) : toBars(colour)],
    hooks: {
      setCursor: [
        (plot) => {
          const { left = -1 } = plot.cursor;
          if (left >= 0) onHover(plot.posToVal(left, "x") * secondMs);
        },
      ],
    },
  };
}

function toLine(colour: (value: string) => string): uPlot.Series {
  return {
    stroke: () => colour(users),
    fill: () => colour(`var(--lm-users-fill, color-mix(in srgb, ${users} 12%, transparent))`),
    width: 1.5,
    points: { show: false },
    spanGaps: false,
  };
}

function toBars(colour: (value: string) => string): uPlot.Series {
  return {
    fill: () => colour("var(--lm-events)"),
    width: 0,
    points: { show: false },
    paths: uPlot.paths.bars!({ size: [0.7, 14] }),
  };
}

function toSplits(min: number, max: number, step: number): number[] {
  const splits: number[] = [];
  for (let at = Math.ceil(min / step) * step; at <= max; at += step) splits.push(at);
  return splits;
}

/** A canvas knows neither custom properties nor light-dark(): an element works them out. */
function readColour(element: Element, value: string): string {
  const probe = document.createElement("i");
  probe.style.color = value;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Calls when the colours may be others: the system's theme, or one that the page was given. */
function followTheme(onChange: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", onChange);
  const given = new MutationObserver(onChange);
  given.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class", "style"] });
  return () => {
    system.removeEventListener("change", onChange);
    given.disconnect();
  };
}
