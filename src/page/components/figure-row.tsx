import type { Figures } from "../view/figures.ts";
import { toClockText, toCountText, toMinutesText } from "../view/words.ts";
import { Figure } from "./figure.tsx";

interface FigureRowProps {
  figures: Figures;
  /** The moment that the figures are of, when that is not now. */
  figuresOf: number | undefined;
}

/** The headline numbers, each with its definition. What is not live does not say "now". */
export function FigureRow({ figures, figuresOf }: FigureRowProps) {
  const isOld = figuresOf !== undefined;
  const { activeNow, activeInFiveMinutes, activeInThirtyMinutes, medianSessionMinutes } = figures;

  return (
    <dl className={isOld ? "lm-figures lm-is-old" : "lm-figures"}>
      <Figure
        title={isOld ? `Active at ${toClockText(figuresOf)}` : "Active now"}
        definition="acted in last 60 s"
        text={toText(activeNow, toCountText)}
      />
      <Figure
        title="Active in 5 min"
        definition="acted in last 5 min"
        text={toText(activeInFiveMinutes, toCountText)}
      />
      <Figure
        title="Active in 30 min"
        definition="acted in last 30 min"
        text={toText(activeInThirtyMinutes, toCountText)}
      />
      <Figure
        title="Median session"
        definition="users of last 30 min"
        text={toText(medianSessionMinutes, toMinutesText)}
      />
    </dl>
  );
}

function toText(value: number | undefined, write: (value: number) => string): string | undefined {
  return value === undefined ? undefined : write(value);
}
