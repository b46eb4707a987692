import {
  useEffect,
  useId,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from "react";
import { useView } from "./view-context.ts";

interface MenuProps {
  /** The name of the button where its content does not say it, and of what opens. */
  label: string;
  button: ReactNode;
  className?: string;
  /** Set on the button; a press of it opens the menu. */
  keys?: string;
  isDisabled?: boolean;
  isWide?: boolean;
  children: ReactNode;
}

/**
 * A button and what opens below it: on a phone, a sheet from below. Arrows walk through it; Esc closes it, and so
 * do leaving it and a click on what has `data-lm-closes`.
 */
export function Menu({
  label,
  button,
  className = "lm-btn",
  keys,
  isDisabled = false,
  isWide = false,
  children,
}: MenuProps) {
  const view = useView();
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();

  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };

  // Rows must not move away below an open menu.
  useEffect(() => {
    if (!isOpen) return;
    view.holdOrder(id, true);
    // Its button may be at the lower edge of a page that scrolls.
    root.current?.querySelector(".lm-menu")?.scrollIntoView({ block: "nearest" });
    findControls(root.current)[0]?.focus();
    const closeOutside = ({ target }: Event): void => {
      if (target instanceof Node && !root.current?.contains(target)) setOpen(false);
    };
    document.addEventListener("pointerdown", closeOutside);
    return () => {
      view.holdOrder(id, false);
      document.removeEventListener("pointerdown", closeOutside);
    };
  }, [isOpen, view, id]);

  const react = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
    if (event.altKey || !isOpen) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(root.current, event.key === "ArrowDown" ? 1 : -1);
    }
  };

  const closeBehind = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget instanceof Node && !root.current?.contains(relatedTarget)) setOpen(false);
  };

  const closeAfter = ({ target }: MouseEvent): void => {
    if (target instanceof Element && target.closest("[data-lm-closes]")) close();
  };

  return (
    <div className="lm-menu-anchor" ref={root} onKeyDown={react} onBlur={closeBehind} onClick={closeAfter}>
      <button
        ref={opener}
        type="button"
        className={className}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        aria-keyshortcuts={keys}
        data-lm-key={keys}
        disabled={isDisabled}
        onClick={() => setOpen(!isOpen)}
      >
        {button}
      </button>
      {isOpen && (
        <>
          <div className="lm-backdrop" data-lm-closes="" />
          <div id={id} className={isWide ? "lm-menu lm-menu-wide" : "lm-menu"} role="dialog" aria-label={label}>
            {children}
          </div>
        </>
      )}
    </div>
  );
}

/** Moves the focus to the next control of the menu, round its ends. */
function step(root: HTMLElement | null, by: 1 | -1): void {
  const controls = findControls(root);
  const at = controls.indexOf(document.activeElement as HTMLElement);
  const from = at === -1 && by === -1 ? 0 : at;
  controls.at((from + by) % controls.length)?.focus();
}

function findControls(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>(".lm-menu :is(button, input):enabled") ?? [])];
}
