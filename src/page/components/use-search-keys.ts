import { useEffect, type RefObject } from "react";

/** `/` goes to the search box, `Esc` clears it. Letters rest while somebody types. */
export function useSearchKeys(searchBox: RefObject<HTMLInputElement | null>, search: (query: string) => void): void {
  useEffect(() => {
    const react = (event: KeyboardEvent): void => {
      const box = searchBox.current;
      if (!box || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;

      if (event.key === "/" && !isTyping(event.target)) {
        event.preventDefault();
        box.focus();
        box.select();
      }
      if (event.key === "Escape" && (event.target === box || !isTyping(event.target))) search("");
    };
    document.addEventListener("keydown", react);
    return () => document.removeEventListener("keydown", react);
  }, [searchBox, search]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}
