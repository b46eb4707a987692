import { useView } from "./view-context.ts";

const barWidth = 4;
const height = 16;

interface SparklineProps {
  userId: string;
  /** The greatest bar of all rows in view: they share one scale. */
  most: number;
}

/** Events of the last hour in bars of three minutes; hatched where they are not known. */
export function Sparkline({ userId, most }: SparklineProps) {
  const bars = useView().barsOf(userId);
  const total = bars.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const unknown = bars.findLastIndex((count) => count === undefined) + 1;
  const scale = (count: number): number => Math.max(1, Math.round((count / Math.max(most, 1)) * (height - 2)));

  return (
    <svg
      className="lm-spark"
      width={bars.length * barWidth - 1}
      height={height}
      role="img"
      aria-label={`${total} events known of the last hour`}
    >
      <path className="lm-spark-base" d={`M${unknown * barWidth} ${height - 0.5}H${bars.length * barWidth}`} />
      {unknown > 0 && <path className="lm-spark-hatch" d={toHatch(unknown * barWidth - 1)} />}
      <path d={bars.map((count, index) => (count ? toBar(index * barWidth, scale(count)) : "")).join("")} />
    </svg>
  );
}

function toBar(x: number, length: number): string {
  return `M${x} ${height}v${-length}h${barWidth - 1}v${length}z`;
}

/** Slanting lines up to this x. A pattern would need an id that is the only one in the host's whole page. */
function toHatch(width: number): string {
  const lines: string[] = [];
  for (let x = 0; x < width + height; x += 5) {
    const from = Math.max(0, x - width);
    const to = Math.min(x, height - 4);
    if (to > from) lines.push(`M${x - from} ${4 + from}L${x - to} ${4 + to}`);
  }
  return lines.join("");
}
