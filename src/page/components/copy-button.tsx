import { Icon, type IconName } from "./icon.tsx";
import { useCopy } from "./use-copy.ts";

interface CopyButtonProps {
  icon: IconName;
  title: string;
  /** Made when it is asked for. */
  toText: () => string;
}

/** Copies a text, and says whether it did. */
export function CopyButton({ icon, title, toText }: CopyButtonProps) {
  const { state, copy, reset } = useCopy();

  return (
    <button
      type="button"
      className="lm-btn lm-btn-quiet"
      aria-live="polite"
      onClick={() => void copy(toText())}
      onBlur={reset}
    >
      <Icon name={state === "copied" ? "copied" : icon} />
      {{ ready: title, copied: "Copied", refused: "The browser does not allow it" }[state]}
    </button>
  );
}
