import { createReadStream } from "node:fs";
import { addAbortSignal } from "node:stream";
import { UsageError } from "../errors.ts";

/** Large enough that what one read completes is worth a request of its own. */
const readBytes = 256 * 1024;

/** What a file holds, or standard input for `-`, until the signal aborts. Throws a UsageError when it cannot be read. */
export async function* openInput(file: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const stream =
    file === "-" ? addAbortSignal(signal, process.stdin) : createReadStream(file, { signal, highWaterMark: readBytes });
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new UsageError(explain(file, cause as NodeJS.ErrnoException), {
      code: "LM_USAGE",
      cause,
      hint: "Name a file with JSON or NDJSON records, or - for standard input.",
    });
  }
}

function explain(file: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return `There is no file ${file}`;
  if (code === "EISDIR") return `${file} is a folder`;
  return `${file} cannot be read: ${message}`;
}
