import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { BulkBodies } from "./bulk-bodies.ts";
import type { MetricRecord } from "../../../src/metric/meta.ts";
import { hubOptions, openHub, silentLog } from "./built.ts";

/** The hub in a process of its own; takes its folder, says its address, and answers what it is asked. */
const folder = process.argv[2]!;
await mkdir(folder, { recursive: true });
await writeFile(join(folder, "index.html"), "<!doctype html><title>Live Metrics</title>");
const forEver = 100 * 365 * 86_400_000;
const running = await openHub({
  options: { ...hubOptions.parse({ port: 0 }), rateLimit: 0, connectionLimit: 0, userTtl: forEver },
  stateFolder: folder,
  pageFolder: folder,
  log: silentLog,
});

const bodies = new BulkBodies();

async function answer(question: "memory" | "cpu" | "cursor" | { publish: number }): Promise<unknown> {
  if (question === "cpu") return process.cpuUsage();
  if (question === "cursor") return running.hub.cursor;
  if (question === "memory") {
    globalThis.gc!();
    return process.memoryUsage().rss;
  }
  await publish(bodies.records(question.publish));
  return "published";
}

/** The next is on its way to the disk while readers are handed the one before, and each is a message of its own. */
async function publish(records: readonly MetricRecord[]): Promise<void> {
  let before: Promise<unknown> | undefined;
  for (const record of records) {
    const taken = running.hub.accept([record]);
    // What comes in the same turn would share its commit, and so its message.
    await nextTurn();
    await before;
    before = taken;
  }
  await before;
}

process.on("message", (question: "memory") => void answer(question).then((said) => process.send!(said)));
process.once("disconnect", () => void running.close());
process.send!(running.url);
