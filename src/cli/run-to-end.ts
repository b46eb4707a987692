import { toExitCode, type ExitCode } from "../outcome.ts";
import type { RunRequest } from "../run.ts";
import type { Interrupt } from "./interrupt.ts";
import type { Talk } from "./talk.ts";
import { summarize, watchRun } from "./watch.ts";

interface Work extends Omit<RunRequest, "log" | "onEvent" | "stop" | "abort"> {
  /** The state folder outlives the run. */
  keepsState: boolean;
}

/** Runs the pipeline, tells a person what it does, and turns its end into the exit code. */
export async function runToEnd(
  { keepsState, ...work }: Work,
  { talk, interrupt }: { talk: Talk; interrupt: Interrupt },
): Promise<ExitCode> {
  const { run } = await import("../run.ts");
  const { stop, abort } = interrupt;
  try {
    const outcome = await run({ ...work, log: talk.log, onEvent: watchRun(talk), stop, abort });
    talk.status.end();
    summarize(outcome, { log: talk.log, keepsState });
    return interrupt.code() ?? toExitCode(outcome);
  } catch (error) {
    if (abort.aborted) return interrupt.code()!;
    throw error;
  } finally {
    talk.status.end();
  }
}
