import { useEffect, type RefObject } from "react";
import type { LiveView } from "../view/live-view.ts";
import type { Tab } from "./tabs.tsx";

interface KeysOptions {
  root: RefObject<HTMLElement | null>;
  searchBox: RefObject<HTMLInputElement | null>;
  view: LiveView;
  /** Brings a part into view, where there is room for one. Drawn when it returns. */
  show: (part: Tab) => void;
}

/** Keys of buttons that are with the users. */
const keysOfUsers = new Set(["f", "c"]);

/** The keys of the whole page, where nothing of the app around it has the focus. Characters rest while somebody types. */
export function useKeys({ root, searchBox, view, show }: KeysOptions): void {
  useEffect(() => {
    const move = (by: number): void => {
      show("users");
      view.moveCursor(by);
      root.current?.querySelector<HTMLElement>("[data-lm-table]")?.focus({ preventScroll: true });
    };
    const actions: Record<string, () => void> = {
      "/": () => {
        show("users");
        searchBox.current?.focus();
        searchBox.current?.select();
      },
      p: () => root.current?.querySelector<HTMLElement>("[data-lm-pause]")?.click(),
      j: () => move(1),
      k: () => move(-1),
      t: () => {
        show("targets");
        root.current?.querySelector<HTMLElement>("[data-lm-targets] button")?.focus();
      },
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
    };

    const react = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!isOurs(event.target, root.current)) return;
      const isIn = isTyping(event.target);
      if (event.key === "Escape" && (event.target === searchBox.current || !isIn)) return escape(view);
      if (isIn || (event.key.length === 1 && !view.getSnapshot().choice.hasLetterKeys)) return;
      if (event.key.startsWith("Arrow") && isScrolling(event.target)) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const act = actions[key];
      if (keysOfUsers.has(key)) show("users");
      const opener = findOpener(root.current, key);
      if (!act && !opener) return;
      event.preventDefault();
      if (act) act();
      else opener?.click();
    };
    document.addEventListener("keydown", react);
    return () => document.removeEventListener("keydown", react);
  }, [root, searchBox, view, show]);
}

/** A phone has no room for some of them, and a menu that nobody sees is not to open. */
function findOpener(root: HTMLElement | null, key: string): HTMLButtonElement | undefined {
  const openers = root?.querySelectorAll<HTMLButtonElement>(`[data-lm-key="${CSS.escape(key)}"]`) ?? [];
  return [...openers].find((opener) => opener.checkVisibility());
}

/** Closes the drawer, then clears the search. */
function escape(view: LiveView): void {
  const { userId } = view.getSnapshot().choice;
  view.choose(userId === undefined ? { query: "" } : { userId: undefined });
}

/** The keys of an app that shows the page as a part of it stay its own. */
function isOurs(target: EventTarget | null, root: HTMLElement | null): boolean {
  return target === document.body || (target instanceof Node && root !== null && root.contains(target));
}

/** Arrows scroll what the keyboard is in for that. */
function isScrolling(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".lm-feed, .lm-drawer-body") !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}
