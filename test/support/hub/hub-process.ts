import { flushCompileCache } from "node:module";
import { openHub } from "../../../src/hub/server.ts";
import { hubOptions, type HubOptions } from "../../../src/hub/options.ts";
import { silentLog } from "../../../src/log.ts";

/** What differs from the usual, as JSON in `TEST_HUB`. */
export interface HubProcessOptions {
  options?: Partial<HubOptions>;
  heartbeatMs?: number;
}

/**
 * A hub as a process of its own, to be killed: `hub-process.ts <stateFolder> [databaseUrl]` prints its address, says how
 * much memory it has when asked by a message, and goes with its parent.
 */
process.stdin.resume().on("end", () => process.exit());
process.on("message", () => process.send!(process.memoryUsage()));

const [stateFolder, databaseUrl] = process.argv.slice(2) as [string, string?];
const { options, ...differs } = JSON.parse(process.env["TEST_HUB"] ?? "{}") as HubProcessOptions;
const { url } = await openHub({
  options: {
    ...hubOptions.parse({ port: 0, databaseUrl: databaseUrl || undefined }),
    rateLimit: 0,
    connectionLimit: 0,
    userTtl: 100 * 365 * 86_400_000,
    ...options,
  },
  stateFolder,
  pageFolder: stateFolder,
  log: silentLog,
  ...differs,
});
process.stdout.write(`${url}\n`);
// Whoever is killed keeps nothing for the next one.
flushCompileCache();
