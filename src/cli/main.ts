import { enableCompileCache } from "node:module";
import { finished } from "node:stream/promises";
import type { ExitCode } from "../outcome.ts";

// Halves the time to the first line on every start after the first.
enableCompileCache();

const code = await main();
await written(process.stdout);
process.exit(code);

async function main(): Promise<ExitCode> {
  // Answered before the command line is built: scripts ask often, and for nothing else.
  if (process.argv.length === 3 && ["-V", "--version"].includes(process.argv[2]!)) {
    const { version } = await import("./version.ts");
    process.stdout.write(`${version}\n`);
    return 0;
  }

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
