import { useRef, useState, type KeyboardEvent } from "react";
import { Icon } from "./icon.tsx";
import { OlderCell } from "./older-cell.tsx";
import { TargetCell } from "./target-cell.tsx";
import { useShown, useView } from "./view-context.ts";

/** The targets with how their last run ended, failing first. */
export function TargetStrip() {
  const view = useView();
  const targets = useShown(({ targets }) => targets);
  const olderSources = useShown(({ olderSources }) => olderSources);
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
    } else walk(event, view.getSnapshot().choice.hasLetterKeys);
  };

  return (
    <nav className="lm-targets" aria-label="Targets" ref={nav} data-lm-targets="" onKeyDown={react}>
      {targets.length + olderSources.length === 0 ? (
        <p className="lm-targets-none">
          <Icon name="brokenRing" />
          No targets yet. Each screen you watch shows here with how its last run ended.
        </p>
      ) : (
        <ul aria-label="Targets, failing first">
          {olderSources.map((older) => (
            <OlderCell key={older.source} older={older} />
          ))}
          {targets.map((target) => (
            <TargetCell
              key={target.run.target}
              target={target}
              now={now}
              isOpen={target === open}
              onToggle={() => setOpenName(target === open ? undefined : target.run.target)}
              onClose={close}
            />
          ))}
        </ul>
      )}
    </nav>
  );
}

/** The arrows go from target to target; R runs the one that has the focus. */
function walk(event: KeyboardEvent, hasLetterKeys: boolean): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("button.lm-target-open")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  if (at === -1 || event.ctrlKey || event.metaKey || event.altKey) return;
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (by === undefined && !(hasLetterKeys && event.key.toLowerCase() === "r")) return;
  event.preventDefault();
  event.stopPropagation();
  if (by === undefined) buttons[at]?.parentElement?.querySelector<HTMLButtonElement>(".lm-run-now")?.click();
  else buttons[at + by]?.focus();
}
