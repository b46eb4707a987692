import { useRef, useState } from "react";
import { Icon } from "./icon.tsx";

/** A command with a button that copies it. Where the browser keeps its clipboard shut, the text is selected instead. */
export function CopyCommand({ command }: { command: string }) {
  const text = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState<string>();
  const isCopied = copied === command;

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(command);
      setCopied(command);
    } catch {
      // Plain http from another machine, or permission denied: Ctrl+C still works on a selection.
      if (text.current) getSelection()?.selectAllChildren(text.current);
    }
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
        onClick={() => void copy()}
        onBlur={() => setCopied(undefined)}
      >
        <Icon name={isCopied ? "copied" : "copy"} />
        {isCopied ? "Copied" : "Copy"}
      </button>
    </div>
  );
}
