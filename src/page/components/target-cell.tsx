import { toDetail, toHint } from "../view/target-words.ts";
import type { Target } from "../view/targets.ts";
import { Evidence } from "./evidence.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { RunNow } from "./run-now.tsx";

interface TargetCellProps {
  target: Target;
  now: number;
  /** Its evidence is shown. */
  isOpen: boolean;
  onToggle: () => void;
  onClose: () => void;
}

/** One target with how its last run ended, and below it what that rests on. */
export function TargetCell({ target, now, isOpen, onToggle, onClose }: TargetCellProps) {
  const { run, tone } = target;
  const hint = tone === "ok" ? undefined : toHint(target);
  // The evidence says it again.
  const isHinted = hint !== undefined && !(isOpen && hint === run.sentence);

  return (
    <li className={`lm-target lm-target-${tone}`}>
      <div className="lm-target-cell">
        <button
          type="button"
          className="lm-target-open"
          title={`${run.target}\nEvidence of the last run`}
          aria-expanded={isOpen}
          onClick={onToggle}
        >
          <Icon name={toIcon(target)} size={14} />
          <span className="lm-target-name">{run.target}</span>
          <TargetLine target={target} now={now} />
          {isHinted && <span className="lm-target-hint">{hint}</span>}
        </button>
        <RunNow target={target} />
      </div>
      {isOpen && <Evidence target={target} onClose={onClose} />}
    </li>
  );
}

/** Why a run that was asked for is refused goes before what is known of the last. */
function TargetLine({ target, now }: { target: Target; now: number }) {
  const { run, refusal } = target;
  if (refusal !== undefined)
    return (
      <span className="lm-target-line" role="alert" title={refusal}>
        Not run: {refusal}
      </span>
    );

  return (
    <span className="lm-target-line">
      <span className="lm-verdict">{run.verdict}</span> {toDetail(target, now)}
    </span>
  );
}

function toIcon({ run: { verdict }, isLate }: Target): IconName {
  switch (verdict) {
    case "rows":
      return isLate ? "clock" : "done";
    case "empty":
      return isLate ? "clock" : "proven";
    case "partial":
      return "half";
    case "login-wall":
    case "login-failed":
      return "lock";
    default:
      return "failed";
  }
}
