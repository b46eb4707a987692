import { CommanderError } from "commander";
import { LiveMetricsError } from "../errors.ts";
import type { ExitCode } from "../outcome.ts";
import { toPlainText } from "../plain-text.ts";

/** Says on standard error what ended the program, and returns the exit code that stands for it. */
export function reportError(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof LiveMetricsError) return reportKnown(error);

  const { stack = String(error) } = error as Error;
  process.stderr.write(
    `${stack}\n\nThis is a bug of live-metrics. Please report it with the lines above and the command you ran.\n`,
  );
  return 1;
}

function reportKnown({ message, hint, code, exitCode }: LiveMetricsError): ExitCode {
  const lines = message.split("\n").map(toPlainText);
  process.stderr.write(`error: ${lines.join("\n")} [${code}]\n${hint === undefined ? "" : `→ ${hint}\n`}`);
  return exitCode as ExitCode;
}
