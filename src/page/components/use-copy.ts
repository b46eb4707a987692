import { useState } from "react";

interface Copying {
  state: "ready" | "copied" | "refused";
  /** Returns whether the browser allowed it. */
  copy: (text: string) => Promise<boolean>;
  reset: () => void;
}

/** Copies texts, and says how that went until it is reset. */
export function useCopy(): Copying {
  const [state, setState] = useState<Copying["state"]>("ready");
  const copy = async (text: string): Promise<boolean> => {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
      return true;
    } catch {
      // Plain http from another machine, or permission denied.
      setState("refused");
      return false;
    }
  };
  return { state, copy, reset: () => setState("ready") };
}
