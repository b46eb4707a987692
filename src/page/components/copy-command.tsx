import { useRef } from "react";
import { Icon } from "./icon.tsx";
import { useCopy } from "./use-copy.ts";

/** A command with a button that copies it. Where the browser keeps its clipboard shut, the text is selected instead. */
export function CopyCommand({ command }: { command: string }) {
  const text = useRef<HTMLElement>(null);
  const { state, copy, reset } = useCopy();
  const isCopied = state === "copied";

  const copyOrSelect = async (): Promise<void> => {
    const isAllowed = await copy(command);
    // Ctrl+C still works on a selection.
    if (!isAllowed && text.current) getSelection()?.selectAllChildren(text.current);
  };

  return (
    <div className="lm-command">
      <code>
        <span className="lm-prompt" aria-hidden="true">
          ${" "}
        </span>
        <span ref={text}>{command}</span>
      </code>
      <button
        type="button"
        className="lm-btn lm-btn-primary"
        aria-live="polite"
        onClick={() => void copyOrSelect()}
        onBlur={reset}
      >
        <Icon name={isCopied ? "copied" : "copy"} />
        {isCopied ? "Copied" : "Copy"}
      </button>
    </div>
  );
}
