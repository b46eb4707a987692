import { enableCompileCache } from "node:module";
import { finished } from "node:stream/promises";
import type { ExitCode } from "../outcome.ts";

// Halves the time to the first line on every start after the first.
enableCompileCache();

const code = await main();
await written(process.stdout);
process.exit(code);

async function main(): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  try {
    const { createProgram } = await import("./program.ts");
    await createProgram((done) => (exitCode = done)).parseAsync();
    return exitCode;
  } catch (error) {
    const { reportError } = await import("./report-error.ts");
    return reportError(error);
  }
}

/** What was written to a pipe is not yet read: leaving now would cut it off. */
async function written(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.writableLength === 0 || stream.destroyed) return;
  stream.end();
  // A reader that went away has what it wanted.
  await finished(stream).catch(() => {});
}
