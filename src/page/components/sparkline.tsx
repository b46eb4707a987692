import { useView } from "./view-context.ts";

const barWidth = 4;
const height = 16;
const hatchStep = 5;

interface SparklineProps {
  userId: string;
  /** The greatest bar of all rows in view: they share one scale. */
  most: number;
}

/** Events of the last hour in bars of three minutes; hatched where they are not known. */
export function Sparkline({ userId, most }: SparklineProps) {
  const bars = useView().barsOf(userId);
  const total = bars.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const scale = (count: number): number => Math.max(1, Math.round((count / Math.max(most, 1)) * (height - 2)));
  const paths = { base: "", hatch: "", bars: "" };
  for (const { isKnown, from, to } of toRuns(bars)) {
    const [left, right] = [from * barWidth, to * barWidth - 1];
    if (isKnown) paths.base += `M${left} ${height - 0.5}H${right}`;
    else paths.hatch += toHatch(left, right);
  }
  for (const [index, count] of bars.entries()) if (count) paths.bars += toBar(index * barWidth, scale(count));

  return (
    <svg
      className="lm-spark"
      width={bars.length * barWidth - 1}
      height={height}
      role="img"
      aria-label={`${total} events known of the last hour`}
    >
      <path className="lm-spark-base" d={paths.base} />
      {paths.hatch !== "" && <path className="lm-spark-hatch" d={paths.hatch} />}
      <path d={paths.bars} />
    </svg>
  );
}

interface Run {
  isKnown: boolean;
  from: number;
  /** Exclusive. */
  to: number;
}

/** Bars beside each other that are known, or are not. */
function toRuns(bars: readonly (number | undefined)[]): Run[] {
  const runs: Run[] = [];
  for (const [index, count] of bars.entries()) {
    const isKnown = count !== undefined;
    const last = runs.at(-1);
    if (last?.isKnown === isKnown) last.to = index + 1;
    else runs.push({ isKnown, from: index, to: index + 1 });
  }
  return runs;
}

function toBar(x: number, length: number): string {
  return `M${x} ${height}v${-length}h${barWidth - 1}v${length}z`;
}

/** Slanting lines from one x to another. A pattern would need an id that is the only one in the host's whole page. */
function toHatch(left: number, right: number): string {
  let lines = "";
  for (let x = Math.ceil(left / hatchStep) * hatchStep; x < right + height; x += hatchStep) {
    const from = Math.max(0, x - right);
    const to = Math.min(x - left, height - 4);
    if (to > from) lines += `M${x - from} ${4 + from}L${x - to} ${4 + to}`;
  }
  return lines;
}
