import { useEffect } from "react";
import type { LiveView } from "../view/live-view.ts";
import { remember } from "../view/memory.ts";

/** Keeps the columns and the switch for letter keys for the next visit. */
export function useMemory(view: LiveView): void {
  useEffect(() => {
    let { choice } = view.getSnapshot();
    return view.subscribe(() => {
      const former = choice;
      ({ choice } = view.getSnapshot());
      if (choice.columns !== former.columns || choice.hasLetterKeys !== former.hasLetterKeys) remember(choice);
    });
  }, [view]);
}
