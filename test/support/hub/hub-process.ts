import { openHub } from "../../../src/hub/server.ts";
import { hubOptions } from "../../../src/hub/options.ts";
import { silentLog } from "../../../src/log.ts";

/** A hub as a process of its own, to be killed: takes its state folder, prints its address, goes with its parent. */
process.stdin.resume().on("end", () => process.exit());
const stateFolder = process.argv[2]!;
const { url } = await openHub({
  options: hubOptions.parse({ port: 0 }),
  stateFolder,
  pageFolder: stateFolder,
  log: silentLog,
});
process.stdout.write(`${url}\n`);
