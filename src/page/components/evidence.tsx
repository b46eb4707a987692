import { useEffect, useRef } from "react";
import type { Target } from "../view/targets.ts";
import { secondMs } from "../view/times.ts";
import { toClockText } from "../view/words.ts";
import { CopyButton } from "./copy-button.tsx";

interface EvidenceProps {
  target: Target;
  onClose: () => void;
}

/** What the verdict of a run rests on, and what to do. */
export function Evidence({ target: { run, tone, refusal }, onClose }: EvidenceProps) {
  const panel = useRef<HTMLDivElement>(null);
  const seconds = (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / secondMs;
  useEffect(() => panel.current?.focus(), []);

  return (
    <div
      ref={panel}
      className={`lm-evidence lm-target-${tone}`}
      role="dialog"
      aria-label={`Evidence of ${run.target}`}
      tabIndex={-1}
    >
      <h3>
        {run.verdict}
        <span className="lm-quiet">
          {toClockText(Date.parse(run.endedAt))} · {seconds.toFixed(1)} s
        </span>
      </h3>
      <p>{run.sentence}</p>
      <dl>
        {Object.entries(run.evidence).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{toText(value)}</dd>
          </div>
        ))}
      </dl>
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

function toText(value: unknown): string {
  if (Array.isArray(value)) return value.map(toText).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${toText(inner)}`)
    .join(", ");
}
