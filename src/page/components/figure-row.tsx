import { toClockText, toCountText, toMinutesText } from "../view/words.ts";
import { Figure } from "./figure.tsx";
import { useShown } from "./view-context.ts";

/** The headline numbers, each with its definition. What is not live does not say "now". */
export function FigureRow() {
  const figures = useShown(({ figures }) => figures);
  const figuresOf = useShown(({ figuresOf }) => figuresOf);
  const eventsAMinute = useShown(({ eventsAMinute }) => eventsAMinute);
  const isStale = useShown(({ lostAt }) => lostAt !== undefined);
  const { activeNow, activeInFiveMinutes, activeInThirtyMinutes, medianSessionMinutes } = figures;
  const className = `lm-figures ${isStale ? "lm-is-old" : ""} ${figuresOf === undefined ? "" : "lm-is-of-then"}`;

  return (
    <dl className={className} aria-label="Figures">
      <Figure
        title={figuresOf === undefined ? "Active now" : `Active at ${toClockText(figuresOf)}`}
        definition="acted in last 60 s"
        text={toText(activeNow, toCountText)}
        swatch="line"
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
        title="Events a minute"
        definition="in last full minute"
        text={toText(eventsAMinute, toCountText)}
        swatch="bar"
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
