import { createLog, type Log } from "../../src/log.ts";

export interface KeptLog {
  log: Log;
  /** What was said so far: level, sentence and fields of each line. */
  said: Record<string, unknown>[];
}

/** A log that keeps what it is told. */
export function keptLog(): KeptLog {
  const said: Record<string, unknown>[] = [];
  const write = (line: string): void => {
    const { at: _at, ...rest } = JSON.parse(line) as Record<string, unknown>;
    said.push(rest);
  };
  return { log: createLog({ level: "trace", format: "json", write }), said };
}
