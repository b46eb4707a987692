import { join } from "node:path";
import { onTestFinished } from "vitest";
import { itemTypes } from "../../../src/delivery/parcel.ts";
import { SpoolQueue } from "../../../src/delivery/spool/spool-queue.ts";
import { Spool, type SpoolRequest } from "../../../src/delivery/spool/spool.ts";
import { tempFolder } from "../temp-folder.ts";

/** A file for a spool, gone after the test. */
export async function spoolFile(): Promise<string> {
  const folder = await tempFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  return join(folder.path, "spool.sqlite");
}

export function openSpool(file: string, differs: Partial<SpoolRequest> = {}): Spool {
  return Spool.open({ file, maxMegabytes: 16, whenFull: "block", ...differs });
}

/** By a clock that goes on by a second at each look, so that nobody is held up. */
export function queueOf(spool: Spool, sink = "rest http://hub.example.com"): SpoolQueue {
  let clock = 0;
  return new SpoolQueue({ spool, sink, takes: new Set(itemTypes), now: () => (clock += 1_000) });
}
