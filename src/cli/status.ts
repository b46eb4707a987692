import type { Ora } from "ora";
import { toPlainText } from "../plain-text.ts";

/** A line that moves while there is a terminal to move it on; nothing where there is not. */
export interface Status {
  readonly isLive: boolean;
  show(text: string): Promise<void>;
  /** Writes a line that stays, above the moving one. */
  print(line: string): void;
  end(): void;
}

export function createStatus(isLive: boolean): Status {
  let spinner: Ora | undefined;
  let isEnded = false;

  return {
    isLive,

    async show(text) {
      if (!isLive || isEnded) return;
      if (!spinner) {
        const { default: ora } = await import("ora");
        if (isEnded) return;
        // Ctrl+C is ours to handle, and the keys of a person are not to be swallowed.
        spinner ??= ora({ stream: process.stderr, discardStdin: false }).start();
      }
      spinner.text = fit(toPlainText(text), process.stderr.columns);
    },

    print(line) {
      const moving = spinner?.isSpinning ? spinner : undefined;
      moving?.clear();
      process.stderr.write(line);
      moving?.render();
    },

    end() {
      isEnded = true;
      spinner?.stop();
      spinner = undefined;
    },
  };
}

/** One row of the terminal, the spinner's two columns and the cursor's left free: a line that wraps cannot be redrawn. */
function fit(text: string, columns: number | undefined): string {
  const room = Math.max(10, (columns ?? 80) - 4);
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}
