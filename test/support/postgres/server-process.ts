import { once } from "node:events";
import { startServer, type Server } from "./server.ts";
import { programFolders } from "./programs.ts";

export type ServerAnswer = { url: string } | { problems: string[] };

/**
 * Keeps a Postgres server for its parent: prints its address, or why there is none. Server and data go when the parent
 * closes standard input, as happens by itself however the parent ends.
 */
const ending = once(process.stdin.resume(), "end");
// Ctrl-C reaches the whole group: the parent decides when this one ends.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});

const problems: string[] = [];
const server = await firstThatStarts();
const answer: ServerAnswer = server ? { url: server.url } : { problems };
process.stdout.write(`${JSON.stringify(answer)}\n`);
await ending;
await server?.stop();

async function firstThatStarts(): Promise<Server | undefined> {
  for await (const folder of programFolders(problems)) {
    try {
      return await startServer(folder);
    } catch (error) {
      problems.push(`${folder}: ${toLine(error)}`);
    }
  }
  return undefined;
}

/** What a program says last is why it ended. */
function toLine(error: unknown): string {
  const { stderr, message } = error as Error & { stderr?: string };
  return (stderr || message).trim().split("\n").at(-1)!;
}
