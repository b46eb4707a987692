import { createLog, type Log } from "../log.ts";
import { toLogLevel } from "./flags.ts";
import { createStatus, type Status } from "./status.ts";

interface TalkFlags {
  logFormat: "pretty" | "json";
  quiet: boolean;
  verbose: boolean;
}

export interface Talk {
  log: Log;
  status: Status;
  /** Says to whoever looks on what no log may keep. */
  confide: (sentence: string) => void;
}

/** The voices of a command, on standard error: lines that stay, and a status line that moves on a terminal. */
export function createTalk(flags: TalkFlags, secrets: readonly string[]): Talk {
  const isLive = process.stderr.isTTY && flags.logFormat === "pretty" && !flags.quiet;
  const status = createStatus(isLive);
  const log = createLog({
    level: toLogLevel(flags),
    format: flags.logFormat,
    secrets,
    write: (line) => status.print(line),
  });
  const confide = (sentence: string): void => {
    if (!flags.quiet) status.print(`${sentence}\n`);
  };
  return { log, status, confide };
}
