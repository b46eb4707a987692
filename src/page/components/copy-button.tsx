import { useState } from "react";
import { Icon, type IconName } from "./icon.tsx";

interface CopyButtonProps {
  icon: IconName;
  title: string;
  /** Made when it is asked for. */
  toText: () => string;
}

/** Copies a text, and says whether it did. */
export function CopyButton({ icon, title, toText }: CopyButtonProps) {
  const [state, setState] = useState<"ready" | "copied" | "refused">("ready");
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(toText());
      setState("copied");
    } catch {
      // Plain http from another machine, or permission denied.
      setState("refused");
    }
  };

  return (
    <button
      type="button"
      className="lm-btn lm-btn-quiet"
      aria-live="polite"
      onClick={() => void copy()}
      onBlur={() => setState("ready")}
    >
      <Icon name={state === "copied" ? "copied" : icon} />
      {{ ready: title, copied: "Copied", refused: "The browser does not allow it" }[state]}
    </button>
  );
}
