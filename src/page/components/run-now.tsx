import type { Target } from "../view/targets.ts";
import { toTimeText } from "../view/words.ts";
import { Icon } from "./icon.tsx";
import { useShown, useView } from "./view-context.ts";

/** Asks for a run, where the scraper runs in the hub's own process; elsewhere it is not offered. */
export function RunNow({ target: { run, tone, canRun, runningSince } }: { target: Target }) {
  const view = useView();
  const now = useShown(({ clock }) => clock.now);
  if (!canRun) return null;

  const isRunning = runningSince !== undefined;
  const classes = ["lm-run-now", tone === "bad" && "lm-is-loud", isRunning && "lm-is-running"]
    .filter(Boolean)
    .join(" ");
  return (
    <button
      type="button"
      className={classes}
      aria-label={isRunning ? `Running: ${run.target}` : `Run now: ${run.target}`}
      title="Run now"
      disabled={isRunning}
      onClick={() => void view.runTarget(run.target)}
    >
      <Icon name={isRunning ? "brokenRing" : "run"} size={14} />
      <span>{isRunning ? `Running ${toTimeText(now - runningSince)}` : "Run now"}</span>
    </button>
  );
}
