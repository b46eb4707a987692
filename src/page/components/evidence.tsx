import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";
import type { Target } from "../view/targets.ts";
import { secondMs } from "../view/times.ts";
import { toClockText } from "../view/words.ts";
import { CopyButton } from "./copy-button.tsx";

interface EvidenceProps {
  target: Target;
  onClose: () => void;
}

/** What the verdict of a run rests on, and what to do. It opens under the cell of its target. */
export function Evidence({ target: { run, tone, refusal }, onClose }: EvidenceProps) {
  const panel = useRef<HTMLDivElement>(null);
  const seconds = (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / secondMs;
  const details = Object.entries(run.evidence);
  useUnderCell(panel);
  useEffect(() => panel.current?.focus(), []);

  return (
    <div
      ref={panel}
      className={`lm-evidence lm-target-${tone}`}
      role="dialog"
      aria-label={`Evidence of ${run.target}`}
      tabIndex={-1}
    >
      <h3>{run.target}</h3>
      <p className="lm-evidence-verdict">
        <span className="lm-verdict">{run.verdict}</span>
        <span className="lm-quiet">
          {toClockText(Date.parse(run.endedAt))} · {seconds.toFixed(1)} s
        </span>
      </p>
      <p>{run.sentence}</p>
      {details.length > 0 && (
        <dl>
          {details.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{toText(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {refusal !== undefined && <p>Not run: {refusal}</p>}
      <footer>
        <button type="button" className="lm-btn" onClick={onClose}>
          Close
        </button>
        <CopyButton icon="copy" title="Copy evidence" toText={() => JSON.stringify(run, undefined, 2)} />
      </footer>
    </div>
  );
}

/** Tells the styles where the cell begins, anew at every drawing: cells change places, and scroll away sideways. */
function useUnderCell(panel: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const cell = panel.current?.parentElement;
    const list = cell?.parentElement;
    if (!cell || !list) return;
    const place = (): void => {
      const left = cell.getBoundingClientRect().left - list.getBoundingClientRect().left;
      panel.current?.style.setProperty("--lm-cell-left", `${left}px`);
    };
    const observer = new ResizeObserver(place);
    observer.observe(cell);
    list.addEventListener("scroll", place);
    return () => {
      observer.disconnect();
      list.removeEventListener("scroll", place);
    };
  });
}

function toText(value: unknown): string {
  if (Array.isArray(value)) return value.map(toText).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${toText(inner)}`)
    .join(", ");
}
