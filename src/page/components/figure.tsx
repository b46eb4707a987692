interface FigureProps {
  title: string;
  definition: string;
  /** The number with its unit; undefined when it is not known. */
  text: string | undefined;
  /** How the chart draws the same thing. */
  swatch?: "line" | "bar";
}

export function Figure({ title, definition, text, swatch }: FigureProps) {
  return (
    <div className={text === undefined ? "lm-figure lm-is-none" : "lm-figure"}>
      <dt>
        {swatch && <i className={`lm-swatch-${swatch}`} />}
        {title}
      </dt>
      <dd>
        <b>{text === undefined ? <NotKnown /> : withSmallUnits(text)}</b>
        <span>{definition}</span>
      </dd>
    </div>
  );
}

function NotKnown() {
  return (
    <>
      <span aria-hidden="true">–</span>
      <span className="lm-unseen">Not known</span>
    </>
  );
}

/** The units of a number, small. */
export function withSmallUnits(text: string) {
  const parts = text.split(/( ?[a-z%]+ ?)/i);
  return parts.map((part, index) => (index % 2 === 1 ? <small key={part}>{part}</small> : part));
}
