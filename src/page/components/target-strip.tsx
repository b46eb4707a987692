import { useRef, useState, type KeyboardEvent } from "react";
import type { VerdictName } from "../../metric/verdict.ts";
import type { Target } from "../view/targets.ts";
import { toShortClockText, toTimeText } from "../view/words.ts";
import { Evidence } from "./evidence.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { RunNow } from "./run-now.tsx";
import { useShown } from "./view-context.ts";

/** The targets with how their last run ended, failing first. */
export function TargetStrip() {
  const targets = useShown(({ targets }) => targets);
  const now = useShown(({ agesOf }) => agesOf);
  const [openName, setOpenName] = useState<string>();
  const nav = useRef<HTMLElement>(null);
  const open = targets.find(({ run }) => run.target === openName);

  const close = (): void => {
    setOpenName(undefined);
    nav.current?.querySelector<HTMLElement>("[aria-expanded=true]")?.focus();
  };
  const react = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else walk(event);
  };

  return (
    <nav className="lm-targets" aria-label="Targets" ref={nav} data-lm-targets="" onKeyDown={react}>
      {targets.length === 0 ? (
        <p className="lm-targets-none">
          <Icon name="brokenRing" />
          No targets yet. Each screen you watch shows here with how its last run ended.
        </p>
      ) : (
        <ul aria-label="Targets, failing first">
          {targets.map((target) => {
            const { run, tone } = target;
            const isOpen = run.target === openName;
            return (
              <li key={run.target} className={`lm-target lm-target-${tone}`}>
                <button
                  type="button"
                  className="lm-target-open"
                  title="Evidence of the last run"
                  aria-expanded={isOpen}
                  onClick={() => setOpenName(isOpen ? undefined : run.target)}
                >
                  <Icon name={toIcon(run.verdict)} />
                  <span className="lm-target-name">{run.target}</span>
                  <span className="lm-target-line">
                    <span className="lm-verdict">{run.verdict}</span> {toDetail(target, now)}
                  </span>
                  {tone !== "ok" && <span className="lm-target-hint">{run.sentence}</span>}
                </button>
                <RunNow target={target} />
              </li>
            );
          })}
        </ul>
      )}
      {open && <Evidence target={open} onClose={close} />}
    </nav>
  );
}

/** The arrows go from target to target; R runs the one that has the focus. */
function walk(event: KeyboardEvent): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>(".lm-target-open")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  if (at === -1 || event.ctrlKey || event.metaKey || event.altKey) return;
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (by === undefined && event.key.toLowerCase() !== "r") return;
  event.preventDefault();
  event.stopPropagation();
  if (by === undefined) buttons[at]?.parentElement?.querySelector<HTMLButtonElement>(".lm-run-now")?.click();
  else buttons[at + by]?.focus();
}

function toIcon(verdict: VerdictName): IconName {
  switch (verdict) {
    case "rows":
      return "done";
    case "empty":
      return "proven";
    case "partial":
      return "half";
    case "login-wall":
    case "login-failed":
      return "lock";
    default:
      return "failed";
  }
}

/** What a verdict says in numbers, and since when it is so. */
function toDetail({ run, badSince }: Target, now: number): string {
  const age = `${toTimeText(now - Date.parse(run.endedAt))} ago`;
  if (badSince !== undefined) return `since ${toShortClockText(Date.parse(badSince))}`;
  if (run.verdict === "empty") return `proven · ${age}`;
  return run.verdict === "partial" && run.claimed !== undefined
    ? `${run.rows} of ${run.claimed} · ${age}`
    : `${run.rows} · ${age}`;
}
